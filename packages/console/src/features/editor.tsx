import type { SceneChange } from '@muster/dispatcher/api';
import type { Problem } from '@muster/domain';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { api } from '../state/api.ts';
import { mergeChange, withChanges } from '../state/edits.ts';
import { store, useConsole } from '../state/store.ts';
import { Button, Field } from '../ui/controls.tsx';
import { Problems } from './problems.tsx';

/** Grid (m) that things snap to. */
const SNAP = 0.1;
const snap = (value: number): number => Math.round(value / SNAP) * SNAP;

/** Places moved by pointer or arrow keys, anything named anew; the linter speaks after every change. */
export const Editor = () => {
  const { t, name } = useWords();
  const world = useConsole((state) => state.world);
  const selection = useConsole((state) => state.selection);
  const [changes, setChanges] = useState<readonly SceneChange[]>([]);
  const [past, setPast] = useState<readonly (readonly SceneChange[])[]>([]);
  const [problems, setProblems] = useState<readonly Problem[] | null>(null);
  const [saved, setSaved] = useState('');
  useEffect(() => {
    if (changes.length === 0) {
      setProblems(null);
      return;
    }
    const timer = setTimeout(() => {
      void api.checkScene(changes).then((answer) => setProblems(answer.ok ? answer.value.problems : answer.problems));
    }, 500);
    return () => clearTimeout(timer);
  }, [changes]);
  if (!world) return null;
  const edited = withChanges(world, changes);
  const id = selection.thing ?? selection.robot ?? null;
  const place = edited.scene.places.find((entry) => entry.id === id);
  const thing =
    place ?? [...edited.scene.items, ...edited.scene.robots, ...edited.scene.people].find((entry) => entry.id === id);
  const change = (next: SceneChange): void => {
    setPast([...past, changes]);
    setChanges(mergeChange(changes, next));
    setSaved('');
  };
  const save = async (): Promise<void> => {
    const answer = await api.saveScene(changes);
    if (answer.ok) {
      setSaved(t('editor.saved', { file: answer.value.file }));
      setProblems(answer.value.problems);
    } else setProblems(answer.problems);
  };
  const ids = [...edited.scene.places, ...edited.scene.robots, ...edited.scene.items].map((entry) => entry.id);
  const draft = changes.find((entry) => entry.id === id);
  return (
    <section className="editor" aria-label={t('editor.tab')}>
      <p className="hint">{t('editor.lead')}</p>
      <Field label={t('editor.thing')}>
        <select
          value={id ?? ''}
          onChange={(event) => store.dispatch({ type: 'select', selection: { thing: event.target.value } })}
        >
          <option value="">—</option>
          {ids.map((entry) => (
            <option key={entry} value={entry}>
              {name(entry)}
            </option>
          ))}
        </select>
      </Field>
      <EditMap world={edited} selected={id} onMove={(moved, x, y) => change({ id: moved, x, y })} />
      {thing ? (
        <div className="editor-fields" key={thing.id}>
          <Field label={t('editor.nameEn')}>
            <input
              defaultValue={draft?.en ?? thing.names.en[0]}
              maxLength={80}
              onBlur={(event) =>
                event.target.value.trim() !== '' &&
                event.target.value !== (draft?.en ?? thing.names.en[0]) &&
                change({ id: thing.id, en: event.target.value.trim() })
              }
            />
          </Field>
          <Field label={t('editor.nameZh')}>
            <input
              lang="zh-CN"
              defaultValue={draft?.zh ?? thing.names.zh[0]}
              maxLength={80}
              onBlur={(event) =>
                event.target.value.trim() !== '' &&
                event.target.value !== (draft?.zh ?? thing.names.zh[0]) &&
                change({ id: thing.id, zh: event.target.value.trim() })
              }
            />
          </Field>
          {place ? (
            <>
              <Field label="x (m)">
                <input
                  type="number"
                  step={SNAP}
                  value={Number(place.x.toFixed(2))}
                  onChange={(event) => change({ id: place.id, x: event.target.valueAsNumber || 0 })}
                />
              </Field>
              <Field label="y (m)">
                <input
                  type="number"
                  step={SNAP}
                  value={Number(place.y.toFixed(2))}
                  onChange={(event) => change({ id: place.id, y: event.target.valueAsNumber || 0 })}
                />
              </Field>
              <Field label={t('editor.turn')}>
                <input
                  type="number"
                  step={15}
                  value={Math.round(((place.yaw ?? 0) * 180) / Math.PI)}
                  onChange={(event) =>
                    change({ id: place.id, yaw: ((event.target.valueAsNumber || 0) * Math.PI) / 180 })
                  }
                />
              </Field>
            </>
          ) : null}
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
            setChanges(past.at(-1) ?? []);
            setPast(past.slice(0, -1));
          }}
        />
        <Button look="primary" label={t('editor.save')} disabled={changes.length === 0} onClick={() => void save()} />
      </div>
      {changes.length > 0 ? <p className="hint">{t('editor.changed', { n: changes.length })}</p> : null}
      {problems === null ? null : problems.length === 0 ? (
        <p className="edited">{t('editor.clean')}</p>
      ) : (
        <Problems problems={problems} />
      )}
    </section>
  );
};

type EditWorld = NonNullable<ReturnType<typeof withChanges>>;

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
  const { name } = useWords();
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
              aria-label={`${name(place.id)}: ${at.x.toFixed(1)}, ${at.y.toFixed(1)}`}
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
