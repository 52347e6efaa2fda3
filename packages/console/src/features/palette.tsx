import { Command } from 'cmdk';
import type { Key } from '../i18n/en.ts';
import { switchLanguage, useWords } from '../i18n/index.ts';
import { setDraft, stop } from '../state/session.ts';
import { store, useConsole } from '../state/store.ts';
import { Dialog } from '../ui/controls.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { approveShown, focusSelection, focusTask, toggleLayout, toggleTheme } from './shortcuts.ts';
import { goLive, stepEvent } from './transport.tsx';

type Entry = { readonly key: Key; readonly icon: IconName; readonly keys: string; readonly run: () => void };

const ENTRIES: readonly Entry[] = [
  { key: 'keys.stop', icon: 'stop', keys: 'Ctrl Alt S', run: () => void stop('all') },
  { key: 'keys.task', icon: 'send', keys: '/', run: () => setTimeout(focusTask, 60) },
  { key: 'keys.approve', icon: 'check', keys: 'Ctrl Enter', run: approveShown },
  { key: 'keys.events', icon: 'back', keys: ',  .', run: () => stepEvent(-1) },
  { key: 'keys.live', icon: 'play', keys: 'L', run: goLive },
  { key: 'keys.focus', icon: 'cube', keys: 'F', run: focusSelection },
  { key: 'keys.layout', icon: 'lanes', keys: 'G', run: toggleLayout },
  { key: 'keys.theme', icon: 'moon', keys: 'T', run: toggleTheme },
  { key: 'keys.language', icon: 'list', keys: 'Shift L', run: switchLanguage },
];

/** Every command with its key, every robot and place by name, every example; and the map of keys. */
export const Palette = ({ page, onClose }: { readonly page: 'commands' | 'keys'; readonly onClose: () => void }) => {
  const { t, name, language } = useWords();
  const world = useConsole((state) => state.world);
  const examples = useConsole((state) => state.site?.examples ?? NONE);
  const things = [...(world?.scene.robots ?? []), ...(world?.scene.places ?? []), ...(world?.scene.items ?? [])].map(
    (thing) => thing.id,
  );
  const robots = new Set(world?.scene.robots.map((robot) => robot.id));
  const act = (run: () => void) => () => {
    onClose();
    run();
  };
  if (page === 'keys')
    return (
      <Dialog title={t('keys.title')} isOpen onOpen={onClose}>
        <dl className="key-map">
          {[...ENTRIES, { key: 'keys.palette' as const, keys: 'Ctrl K' }, { key: 'keys.help' as const, keys: '?' }].map(
            (entry) => (
              <div key={entry.key} style={{ display: 'contents' }}>
                <dt>{t(entry.key)}</dt>
                <dd>
                  <kbd>{entry.keys}</kbd>
                </dd>
              </div>
            ),
          )}
        </dl>
      </Dialog>
    );
  return (
    <Dialog title={t('palette.title')} isOpen onOpen={onClose}>
      <Command className="palette" label={t('palette.title')}>
        <Command.Input placeholder={t('palette.placeholder')} autoFocus />
        <Command.List>
          <Command.Empty>{t('palette.none')}</Command.Empty>
          {ENTRIES.map((entry) => (
            <Command.Item key={entry.key} value={t(entry.key)} onSelect={act(entry.run)}>
              <Icon name={entry.icon} size={16} /> {t(entry.key)} <kbd>{entry.keys}</kbd>
            </Command.Item>
          ))}
          {examples.map((example) => (
            <Command.Item
              key={example.en}
              value={example[language]}
              onSelect={act(() => setDraft({ text: example[language], conversation: null }))}
            >
              <Icon name="send" size={16} /> {example[language]}
            </Command.Item>
          ))}
          {things.map((id) => (
            <Command.Item
              key={id}
              value={`${name(id)} ${id}`}
              onSelect={act(() => {
                store.dispatch({ type: 'select', selection: robots.has(id) ? { robot: id } : { thing: id } });
                setTimeout(focusSelection, 60);
              })}
            >
              <Icon name={robots.has(id) ? 'robot' : 'cube'} size={16} /> {name(id)}
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
};

const NONE: readonly never[] = [];
