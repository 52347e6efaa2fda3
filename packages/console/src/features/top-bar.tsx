import type { Names } from '@muster/domain';
import { DropdownMenu, Popover } from 'radix-ui';
import { useEffect, useState } from 'react';
import { switchLanguage, useWords } from '../i18n/index.ts';
import { api } from '../state/api.ts';
import { isInPage } from '../state/dispatcher.ts';
import { changeSettings, type ThemeChoice, useMedia, useSettings, useTheme } from '../state/settings.ts';
import { store, useConsole } from '../state/store.ts';
import { Button, Choice, Field } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { useAge } from '../ui/use-age.ts';
import { useSpeech } from './hold-to-talk.tsx';
import { StopAll } from './stop-all.tsx';

export const TopBar = ({ onPalette }: { readonly onPalette: () => void }) => {
  const { t, language } = useWords();
  const site = useConsole((state) => state.site);
  const settings = useSettings();
  const theme = useTheme();
  const isNarrow = useMedia('(max-width: 760px)');
  const isMedium = useMedia('(max-width: 1060px)');
  const scene = site ? (site.scene.names[language][0] ?? site.scene.id) : '';
  return (
    <header className="top-bar">
      <div className="brand">
        <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" fill="var(--brand)" />
          <path
            d="M7 23V9.5l9 8 9-8V23"
            fill="none"
            stroke="#fff"
            strokeWidth="3.4"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
          <circle cx="16" cy="24" r="2.2" fill="#ffb454" />
        </svg>
        <div>
          <h1>Muster</h1>
          <small title={t('view.title')}>{scene}</small>
        </div>
      </div>
      {isNarrow ? null : (
        <Choice
          label={t('nav.layout')}
          value={settings.layout}
          onValue={(layout) => changeSettings({ layout })}
          options={[
            { id: 'workbench', label: t('nav.workbench'), icon: 'lanes' },
            { id: 'operate', label: t('nav.operate'), icon: 'robot' },
          ]}
        />
      )}
      <div className="top-bar-state">
        <LinkState />
        <Clock />
        {site?.simulated && !isMedium ? <SpeedControl /> : null}
      </div>
      <div className="top-bar-tools">
        {isMedium ? null : (
          <Button look="quiet" bare icon="search" label={`${t('palette.open')} (Ctrl+K)`} onClick={onPalette} />
        )}
        <Button
          look="quiet"
          label={language === 'zh' ? 'EN' : '中文'}
          lang={language === 'zh' ? 'en' : 'zh-CN'}
          className="language"
          onClick={switchLanguage}
        />
        {isMedium ? null : (
          <Button
            look="quiet"
            bare
            icon={theme === 'dark' ? 'sun' : 'moon'}
            label={t('keys.theme')}
            onClick={() => changeSettings({ theme: theme === 'dark' ? 'light' : 'dark' })}
          />
        )}
        <SettingsMenu />
      </div>
      <StopAll />
    </header>
  );
};

const LinkState = () => {
  const { t } = useWords();
  const link = useConsole((state) => state.link);
  const age = useAge();
  const isOld = link === 'lost' || age >= 3;
  const words =
    link === 'live' && isOld
      ? t('link.age', { n: age })
      : link === 'lost'
        ? `${t('link.lost')} · ${t('link.age', { n: age })}`
        : t(`link.${link}`);
  return (
    <output className={`link-state ${isOld ? 'is-old' : `is-${link}`}`}>
      <Icon name={isOld ? 'unlink' : 'link'} size={16} />
      <span>{words}</span>
    </output>
  );
};

const Clock = () => {
  const { t, clock } = useWords();
  const seconds = useConsole((state) => Math.floor(state.cursor ?? state.sim?.seconds ?? state.host?.atSeconds ?? 0));
  return (
    <span className="clock" title={t('clock.scene')}>
      <Icon name="clock" size={16} />
      <time>{clock(seconds)}</time>
    </span>
  );
};

const SPEEDS = [0, 0.5, 1, 2, 4, 8] as const;

const SpeedControl = () => {
  const { t } = useWords();
  const speed = useConsole((state) => state.site?.speed ?? 1);
  const text = speed === 'max' ? t('speed.max') : speed === 0 ? t('speed.pause') : `${speed}×`;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="button is-quiet" aria-label={`${t('speed.title')}: ${text}`}>
        <Icon name={speed === 0 ? 'pause' : 'play'} size={16} />
        <span>{text}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" sideOffset={6} align="end">
          <DropdownMenu.Label className="menu-label">{t('speed.title')}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={String(speed)} onValueChange={(value) => void api.speed(Number(value))}>
            {SPEEDS.map((factor) => (
              <DropdownMenu.RadioItem key={factor} value={String(factor)} className="menu-item">
                {factor === 0 ? t('speed.pause') : `${factor}×`}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
};

const SettingsMenu = () => {
  const { t, language } = useWords();
  const settings = useSettings();
  const isSim = useConsole((state) => state.site?.simulated ?? false);
  const themes: readonly ThemeChoice[] = ['system', 'dark', 'light'];
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button look="quiet" bare icon="gear" label={t('settings.title')} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" sideOffset={8} align="end" aria-label={t('settings.title')}>
          <h2>{t('settings.title')}</h2>
          <Field label={t('settings.name')}>
            <input
              value={settings.name}
              maxLength={80}
              placeholder="operator"
              onChange={(event) => changeSettings({ name: event.target.value })}
            />
          </Field>
          {isInPage ? <SceneChoice /> : null}
          <Choice
            label={t('settings.theme')}
            value={settings.theme}
            onValue={(theme) => changeSettings({ theme })}
            options={themes.map((id) => ({ id, label: t(`settings.theme.${id}`) }))}
          />
          <Choice
            label={t('settings.language')}
            value={language}
            onValue={(next) => changeSettings({ language: next })}
            options={[
              { id: 'zh', label: '中文' },
              { id: 'en', label: 'English' },
            ]}
          />
          <Choice
            label={t('nav.layout')}
            value={settings.layout}
            onValue={(layout) => changeSettings({ layout })}
            options={[
              { id: 'workbench', label: t('nav.workbench') },
              { id: 'operate', label: t('nav.operate') },
            ]}
          />
          {isSim ? <SpeedControl /> : null}
          <label className="check">
            <input
              type="checkbox"
              checked={settings.browserSpeech}
              onChange={(event) => changeSettings({ browserSpeech: event.target.checked })}
            />
            <span>{t('settings.speech')}</span>
          </label>
          <Recognisers />
          <label className="check">
            <input
              type="checkbox"
              checked={settings.singleKeys}
              onChange={(event) => changeSettings({ singleKeys: event.target.checked })}
            />
            <span>{t('settings.keys')}</span>
          </label>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
};

/** Who listens when the button is held, and why somebody does not. */
const Recognisers = () => {
  const { t, say } = useWords();
  const speech = useSpeech();
  if (!speech) return null;
  return (
    <ul className="settings-notes">
      {speech.engines.map((engine) => (
        <li key={engine.id}>{t(`settings.engine.${engine.id as 'endpoint'}`)}</li>
      ))}
      {speech.notices.map((notice) => (
        <li key={notice.en}>{say(notice)}</li>
      ))}
    </ul>
  );
};

/** Another scene is another dispatcher: the page starts anew with it. */
const SceneChoice = () => {
  const { t, language } = useWords();
  const shown = useConsole((state) => state.site?.scene.id ?? '');
  const [scenes, setScenes] = useState<readonly { readonly id: string; readonly names: Names }[]>([]);
  useEffect(() => {
    void api.scenes().then((answer) => answer.ok && setScenes(answer.value));
  }, []);
  const open = (id: string): void => {
    const url = new URL(location.href);
    url.searchParams.set('scene', id);
    location.assign(url);
  };
  return (
    <Field label={t('settings.scene')}>
      <select value={shown} onChange={(event) => open(event.target.value)}>
        {scenes.map((scene) => (
          <option key={scene.id} value={scene.id}>
            {scene.names[language][0]}
          </option>
        ))}
      </select>
    </Field>
  );
};

/** SIM or REAL, in colour and in words; and whether it is the past that is shown. */
export const Band = () => {
  const { t, name } = useWords();
  const site = useConsole((state) => state.site);
  const isPast = useConsole((state) => state.cursor !== null);
  if (isPast)
    return (
      <div className="band is-past" role="status">
        <b>{t('band.past')}</b> <span>{t('band.pastMore')}</span>
        <Button look="plain" label={t('band.live')} onClick={() => store.dispatch({ type: 'cursor', seconds: null })} />
      </div>
    );
  if (!site) return <div className="band is-none" />;
  const real = site.robots.filter((robot) => robot.real);
  return (
    <div className={`band ${real.length > 0 ? 'is-real' : 'is-sim'}`}>
      <b>{t(real.length > 0 ? 'band.real' : 'band.sim')}</b>
      <span>
        {real.length > 0
          ? t('band.realMore', { names: real.map((robot) => name(robot.id)).join(', ') })
          : t(isInPage ? 'band.inPage' : 'band.simMore')}
      </span>
    </div>
  );
};
