import { bilingual, type Scene } from '@muster/domain';

/** Sentence of a rule that is begun. */
export const NO_ENTRY = bilingual('No robot may enter here.', '机器人不得进入此处。');

/** Parts of a scene that the editor places, names, adds and removes. */
export const SECTIONS = ['places', 'robots', 'items', 'people', 'rules', 'faults'] as const;
export type Section = (typeof SECTIONS)[number];
export type Entry = { readonly id: string } & Readonly<Record<string, unknown>>;

export const entriesOf = (scene: Scene, section: Section): readonly Entry[] =>
  (scene[section] ?? []) as unknown as readonly Entry[];

const withEntries = (scene: Scene, section: Section, entries: readonly Entry[]): Scene =>
  ({ ...scene, [section]: entries }) as unknown as Scene;

/** Lays values over one entry. */
export const change = (scene: Scene, section: Section, id: string, values: Readonly<Record<string, unknown>>): Scene =>
  withEntries(
    scene,
    section,
    entriesOf(scene, section).map((entry) => (entry.id === id ? { ...entry, ...values } : entry)),
  );

/** Puts another entry in the place of one; its id may be another one too. */
export const replace = (scene: Scene, section: Section, id: string, next: Entry): Scene =>
  withEntries(
    scene,
    section,
    entriesOf(scene, section).map((entry) => (entry.id === id ? next : entry)),
  );

export const remove = (scene: Scene, section: Section, id: string): Scene =>
  withEntries(
    scene,
    section,
    entriesOf(scene, section).filter((entry) => entry.id !== id),
  );

/** First name that is not taken: `tote_2`, `tote_3`, … */
const freshId = (scene: Scene, id: string): string => {
  const taken = new Set(SECTIONS.flatMap((section) => entriesOf(scene, section).map((entry) => entry.id)));
  const stem = id.replace(/_\d+$/, '');
  for (let number = 2; ; number += 1) if (!taken.has(`${stem}_${number}`)) return `${stem}_${number}`;
};

/** Distance (m) between a place and its copy. */
const APART = 0.5;

/** Adds a copy under a new id and new names, beside the old one where it has a position. Returns the id. */
export const duplicate = (
  scene: Scene,
  section: Section,
  id: string,
): { readonly scene: Scene; readonly id: string } => {
  const entry = entriesOf(scene, section).find((other) => other.id === id);
  if (!entry) return { scene, id };
  const copyId = freshId(scene, id);
  const number = copyId.split('_').at(-1);
  const names = entry.names as { readonly en: readonly string[]; readonly zh: readonly string[] } | undefined;
  const copy = {
    ...entry,
    id: copyId,
    ...(names ? { names: { en: [`${names.en[0]} copy ${number}`], zh: [`${names.zh[0]}副本${number}`] } } : {}),
    ...(typeof entry.x === 'number' ? { x: entry.x + APART } : {}),
  };
  return { scene: withEntries(scene, section, [...entriesOf(scene, section), copy]), id: copyId };
};

/** Adds the first entry of a section that is empty. */
export const begin = (scene: Scene, section: Section, entry: Entry): Scene =>
  withEntries(scene, section, [...entriesOf(scene, section), { ...entry, id: freshId(scene, entry.id) }]);
