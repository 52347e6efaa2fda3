import type { Problem, Scene } from '@muster/domain';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { api } from '../state/api.ts';
import {
  begin,
  change,
  duplicate,
  type Entry,
  entriesOf,
  NO_ENTRY,
  remove,
  replace,
  SECTIONS,
  type Section,
} from '../state/edits.ts';
import { store, useConsole } from '../state/store.ts';
import type { WorldView } from '../state/types.ts';
import { Button, Field } from '../ui/controls.tsx';
import { Problems } from './problems.tsx';

/** Grid (m) that things snap to. */
const SNAP = 0.1;
const snap = (value: number): number => Math.round(value / SNAP) * SNAP;

/** Places moved by pointer or arrow keys; anything named, added, removed, or written as JSON; the linter speaks after every change. */
export const Editor = () => {
  const { t, language } = useWords();
  const world = useConsole((state) => state.world);
  const faultKind = useConsole((state) => state.site?.faultKinds[0] ?? '');
  const selection = useConsole((state) => state.selection);
  const [past, setPast] = useState<readonly Scene[]>([]);
  const [draft, setDraft] = useState<Scene | null>(null);
  const [section, setSection] = useState<Section>('places');
  const [problems, setProblems] = useState<readonly Problem[] | null>(null);
  const [saved, setSaved] = useState<ReactNode>(null);
  useEffect(() => {
    if (draft === null) {
      setProblems(null);
      return;
    }
    const timer = setTimeout(() => {
      void api.checkScene(draft).then((answer) => setProblems(answer.ok ? answer.value.problems : answer.problems));
    }, 400);
    return () => clearTimeout(timer);
  }, [draft]);
  const [chosen, setChosen] = useState<string | null>(null);
  const picked = selection.thing ?? selection.robot ?? null;
  // What is picked in the picture or in the map is what is edited.
  useEffect(() => {
    const scene = store.state.world?.scene;
    const home = scene && SECTIONS.find((entry) => entriesOf(scene, entry).some(({ id }) => id === picked));
    if (!home) return;
    setSection(home);
    setChosen(picked);
  }, [picked]);
  if (!world) return null;
  const scene = draft ?? world.scene;
  const entries = entriesOf(scene, section);
  const entry = entries.find(({ id }) => id === chosen);
  const place = section === 'places' ? scene.places.find(({ id }) => id === chosen) : undefined;
  const edit = (next: Scene): void => {
    setPast([...past, scene]);
    setDraft(next);
    setSaved(null);
  };
  const set = (values: Readonly<Record<string, unknown>>): void => {
    if (entry) edit(change(scene, section, entry.id, values));
  };
  const save = async (): Promise<void> => {
    const answer = await api.saveScene(scene);
    setProblems(answer.ok ? answer.value.problems : answer.problems);
    if (!answer.ok) return;
    const { file, text } = answer.value;
    if (text === undefined) setSaved(t('editor.saved', { file }));
    else
      setSaved(
        <a download={file} href={URL.createObjectURL(new Blob([text], { type: 'application/json' }))}>
          {t('editor.download', { file })}
        </a>,
      );
  };
  const names = entry?.names as { readonly en: readonly string[]; readonly zh: readonly string[] } | undefined;
  const rename = (tongue: 'en' | 'zh', value: string): void => {
    const first = value.trim();
    if (names && first !== '' && first !== names[tongue][0])
      set({ names: { ...names, [tongue]: [first, ...names[tongue].slice(1)] } });
  };
  const choose = (id: string): void => {
    setChosen(id);
    if (section === 'places' || section === 'items' || section === 'robots' || section === 'people')
      store.dispatch({ type: 'select', selection: section === 'robots' ? { robot: id } : { thing: id } });
  };
  const add = (): void => {
    if (entry) {
      const copy = duplicate(scene, section, entry.id);
      edit(copy.scene);
      setChosen(copy.id);
      return;
    }
    const next = begin(scene, section, firstOf(section, scene, faultKind));
    edit(next);
    setChosen(entriesOf(next, section).at(-1)?.id ?? null);
  };
  return (
    <section className="editor" aria-label={t('editor.tab')}>
      <p className="hint">{t('editor.lead')}</p>
      <div className="editor-row">
        <Field label={t('editor.section')}>
          <select
            value={section}
            onChange={(event) => {
              setSection(event.target.value as Section);
              setChosen(null);
            }}
          >
            {SECTIONS.map((id) => (
              <option key={id} value={id}>
                {t(`editor.section.${id}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('editor.thing')}>
          <select value={entry?.id ?? ''} onChange={(event) => choose(event.target.value)}>
            <option value="">—</option>
            {entries.map((other) => (
              <option key={other.id} value={other.id}>
                {labelOf(other, language)}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <EditMap
        world={{ ...world, scene }}
        selected={chosen}
        onMove={(moved, x, y) => edit(change(scene, 'places', moved, { x, y }))}
      />
      <div className="editor-row">
        {entry || section === 'rules' || section === 'faults' ? (
          <Button icon="plus" label={t(entry ? 'editor.copy' : 'editor.add')} onClick={add} />
        ) : null}
        {entry ? (
          <Button icon="cross" label={t('editor.remove')} onClick={() => edit(remove(scene, section, entry.id))} />
        ) : null}
      </div>
      {entry ? (
        <div className="editor-fields" key={`${section}/${entry.id}/${past.length}`}>
          {names ? (
            <>
              <Field label={t('editor.nameEn')}>
                <input defaultValue={names.en[0]} maxLength={80} onBlur={(event) => rename('en', event.target.value)} />
              </Field>
              <Field label={t('editor.nameZh')}>
                <input
                  lang="zh-CN"
                  defaultValue={names.zh[0]}
                  maxLength={80}
                  onBlur={(event) => rename('zh', event.target.value)}
                />
              </Field>
            </>
          ) : null}
          {place ? (
            <>
              <Field label="x (m)">
                <input
                  type="number"
                  step={SNAP}
                  defaultValue={Number(place.x.toFixed(2))}
                  onBlur={(event) => moveTo(event.target.valueAsNumber, place.x, (x) => set({ x }))}
                />
              </Field>
              <Field label="y (m)">
                <input
                  type="number"
                  step={SNAP}
                  defaultValue={Number(place.y.toFixed(2))}
                  onBlur={(event) => moveTo(event.target.valueAsNumber, place.y, (y) => set({ y }))}
                />
              </Field>
              <Field label={t('editor.turn')}>
                <input
                  type="number"
                  step={15}
                  defaultValue={Math.round(((place.yaw ?? 0) * 180) / Math.PI)}
                  onBlur={(event) =>
                    moveTo((event.target.valueAsNumber * Math.PI) / 180, place.yaw ?? 0, (yaw) => set({ yaw }))
                  }
                />
              </Field>
            </>
          ) : null}
          <AsJson
            entry={entry}
            onChange={(next) => {
              edit(replace(scene, section, entry.id, next));
              setChosen(next.id);
            }}
          />
        </div>
      ) : (
        <p className="hint">{t('editor.none')}</p>
      )}
      <div className="form-end">
        <output>{saved}</output>
        <Button
          label={t('editor.undo')}
          disabled={past.length === 0}
          onClick={() => {
            setDraft(past.length > 1 ? (past.at(-1) ?? null) : null);
            setPast(past.slice(0, -1));
          }}
        />
        <Button look="primary" label={t('editor.save')} disabled={draft === null} onClick={() => void save()} />
      </div>
      {past.length > 0 ? <p className="hint">{t('editor.changed', { n: past.length })}</p> : null}
      {problems === null ? null : problems.length === 0 ? (
        <p className="edited">{t('editor.clean')}</p>
      ) : (
        <Problems problems={problems} />
      )}
    </section>
  );
};

const moveTo = (value: number, old: number, then: (value: number) => void): void => {
  if (Number.isFinite(value) && Math.abs(value - old) > 1e-6) then(value);
};

const labelOf = (entry: Entry, language: 'en' | 'zh'): string => {
  const names = entry.names as { readonly en: readonly string[]; readonly zh: readonly string[] } | undefined;
  const says = entry.says as { readonly en: string; readonly zh: string } | undefined;
  return (
    names?.[language][0] ??
    says?.[language] ??
    (typeof entry.kind === 'string' ? `${entry.kind} · ${entry.id}` : entry.id)
  );
};

/** What an empty section begins with: something sound to change. */
const firstOf = (section: Section, scene: Scene, faultKind: string): Entry =>
  section === 'faults'
    ? { id: 'fault', kind: faultKind, at: 60, ...(scene.robots[0] ? { target: scene.robots[0].id } : {}) }
    : {
        id: 'rule',
        says: NO_ENTRY,
        constraint: { kind: 'closure', places: [scene.places[0]?.id ?? ''] },
      };

/** Everything that has no field of its own: written as the file has it. What is no JSON is not taken. */
const AsJson = ({ entry, onChange }: { readonly entry: Entry; readonly onChange: (next: Entry) => void }) => {
  const { t } = useWords();
  const [error, setError] = useState('');
  return (
    <details className="editor-json">
      <summary>{t('editor.json')}</summary>
      <textarea
        aria-label={t('editor.json')}
        spellCheck={false}
        rows={10}
        defaultValue={JSON.stringify(entry, null, 1)}
        onBlur={(event) => {
          try {
            const next = JSON.parse(event.target.value) as Entry;
            setError(typeof next?.id === 'string' ? '' : t('editor.jsonId'));
            if (typeof next?.id === 'string' && JSON.stringify(next) !== JSON.stringify(entry)) onChange(next);
          } catch (problem) {
            setError((problem as Error).message);
          }
        }}
      />
      {error === '' ? null : (
        <p role="alert" className="editor-error">
          {error}
        </p>
      )}
    </details>
  );
};

type EditWorld = WorldView;

/** Plan of one floor; every place is a button that drags and that arrow keys move. */
const EditMap = ({
  world,
  selected,
  onMove,
}: {
  readonly world: EditWorld;
  readonly selected: string | null;
  readonly onMove: (id: string, x: number, y: number) => void;
}) => {
  const { language } = useWords();
  const svg = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<{ readonly id: string; readonly x: number; readonly y: number } | null>(null);
  const floor = world.scene.places.find((place) => place.id === selected)?.floor ?? world.scene.floors[0]!.id;
  const [[x0, y0], [x1, y1]] = world.scene.floors.find((entry) => entry.id === floor)!.bounds;
  const point = (event: PointerEvent): { x: number; y: number } => {
    const box = svg.current!.getBoundingClientRect();
    const scale = Math.max((x1 - x0) / box.width, (y1 - y0) / box.height);
    return {
      x: (x0 + x1) / 2 + (event.clientX - box.left - box.width / 2) * scale,
      y: (y0 + y1) / 2 - (event.clientY - box.top - box.height / 2) * scale,
    };
  };
  const onKey = (event: KeyboardEvent, id: string, x: number, y: number): void => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const step = event.shiftKey ? 1 : SNAP;
    onMove(id, snap(x + way[0]! * step), snap(y + way[1]! * step));
  };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: each place in it has its own name
    <svg
      ref={svg}
      className="edit-map"
      viewBox={`${x0} ${-y1} ${x1 - x0} ${y1 - y0}`}
      onPointerMove={(event) => {
        if (drag) setDrag({ id: drag.id, x: snap(point(event).x), y: snap(point(event).y) });
      }}
      onPointerUp={() => {
        if (drag) onMove(drag.id, drag.x, drag.y);
        setDrag(null);
      }}
    >
      <rect x={x0} y={-y1} width={x1 - x0} height={y1 - y0} className="edit-ground" />
      {world.scene.walls
        .filter((wall) => wall.floor === floor)
        .map((wall) => (
          <line
            key={JSON.stringify([wall.from, wall.to])}
            x1={wall.from[0]}
            y1={-wall.from[1]}
            x2={wall.to[0]}
            y2={-wall.to[1]}
            className="edit-wall"
            strokeWidth={wall.thickness ?? 0.15}
          />
        ))}
      {world.scene.graph.edges.map((edge) => {
        const from = world.scene.graph.nodes.find((node) => node.id === edge.from);
        const to = world.scene.graph.nodes.find((node) => node.id === edge.to);
        return from?.floor === floor && to?.floor === floor && !from.z && !to.z ? (
          <line key={edge.id} x1={from.x} y1={-from.y} x2={to.x} y2={-to.y} className="edit-edge" strokeWidth={0.08} />
        ) : null;
      })}
      {world.scene.places
        .filter((place) => place.floor === floor)
        .sort((a, b) => b.size[0] * b.size[1] - a.size[0] * a.size[1])
        .map((place) => {
          const at = drag?.id === place.id ? drag : place;
          return (
            // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing
            <g
              key={place.id}
              role="button"
              tabIndex={0}
              aria-label={`${place.names[language][0]}: ${at.x.toFixed(1)}, ${at.y.toFixed(1)}`}
              aria-pressed={selected === place.id}
              className={`edit-place ${place.obstacle === false ? 'is-zone' : ''}`}
              transform={`translate(${at.x} ${-at.y}) rotate(${(-(place.yaw ?? 0) * 180) / Math.PI})`}
              onKeyDown={(event) => onKey(event, place.id, place.x, place.y)}
              onFocus={() => store.dispatch({ type: 'select', selection: { thing: place.id } })}
              onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                if (selected === place.id) setDrag({ id: place.id, x: place.x, y: place.y });
                else store.dispatch({ type: 'select', selection: { thing: place.id } });
              }}
            >
              <rect
                x={-place.size[0] / 2}
                y={-place.size[1] / 2}
                width={place.size[0]}
                height={place.size[1]}
                rx={0.08}
              />
            </g>
          );
        })}
    </svg>
  );
};
