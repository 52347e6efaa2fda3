import type { Problem } from '@muster/domain';
import { useState } from 'react';
import { faultName } from '../i18n/faults.ts';
import { useWords } from '../i18n/index.ts';
import { api } from '../state/api.ts';
import { useConsole } from '../state/store.ts';
import { Button, Field } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { Problems } from './problems.tsx';

/** Simulation only: break something on purpose. */
export const Faults = () => {
  const { t, name, language } = useWords();
  const kinds = useConsole((state) => state.site?.faultKinds ?? NONE);
  const isSim = useConsole((state) => state.site?.simulated ?? false);
  const active = useConsole((state) => state.sim?.faults ?? NONE);
  const world = useConsole((state) => state.world);
  const selection = useConsole((state) => state.selection);
  const [kind, setKind] = useState('stuck');
  const [target, setTarget] = useState('');
  const [seconds, setSeconds] = useState('20');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [done, setDone] = useState('');
  if (!isSim) return <p className="hint">{t('faults.onlySim')}</p>;
  const scene = world?.scene;
  const groups = [
    { label: t('nav.robots'), ids: scene?.robots.map((robot) => robot.id) ?? [] },
    { label: t('view.title'), ids: scene?.places.map((place) => place.id) ?? [] },
    { label: t('faults.items'), ids: scene?.items.map((item) => item.id) ?? [] },
    { label: t('faults.people'), ids: scene?.people.map((person) => person.id) ?? [] },
    { label: t('faults.road'), ids: scene?.graph.nodes.map((node) => node.id) ?? [] },
  ];
  const chosen = target || selection.robot || scene?.robots[0]?.id || '';
  const cause = async (): Promise<void> => {
    const answer = await api.fault(kind, chosen, seconds.trim() === '' ? undefined : Number(seconds));
    setProblems(answer.ok ? [] : answer.problems);
    setDone(answer.ok ? t('faults.done', { kind: faultName(kind, language) }) : '');
  };
  return (
    <section className="faults" aria-label={t('faults.tab')}>
      <p className="hint">{t('faults.lead')}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void cause();
        }}
      >
        <Field label={t('faults.kind')}>
          <select value={kind} onChange={(event) => setKind(event.target.value)}>
            {kinds.map((entry) => (
              <option key={entry} value={entry}>
                {faultName(entry, language)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('faults.target')}>
          <select value={chosen} onChange={(event) => setTarget(event.target.value)}>
            {groups.map((group) => (
              <optgroup key={group.label} label={group.label}>
                {group.ids.map((id) => (
                  <option key={id} value={id}>
                    {name(id)}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </Field>
        <Field label={t('faults.seconds')}>
          <input
            inputMode="decimal"
            pattern="[0-9]*[.]?[0-9]*"
            value={seconds}
            onChange={(event) => setSeconds(event.target.value)}
          />
        </Field>
        <Problems problems={problems} />
        <div className="form-end">
          <output>{done}</output>
          <Button look="danger" type="submit" icon="fault" label={t('faults.do')} />
        </div>
      </form>
      <h3>{t('faults.active')}</h3>
      {active.length === 0 ? (
        <p className="hint">{t('faults.none')}</p>
      ) : (
        <ul className="fault-list">
          {active.map((fault) => (
            <li key={fault.id} className="tone-bad">
              <Icon name="fault" size={15} /> {faultName(fault.kind, language)} · {name(fault.target)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

const NONE: readonly never[] = [];
