import type { Problem } from '../problem.ts';
import { type JsonSource, placeIn } from '../source/json-source.ts';
import type { JsonPath } from '../source/position.ts';
import { type Bilingual, bilingual } from '../text.ts';

/** Where the data came from, so that a finding can name file and line. Keys of `library`: `skill:pick`, `robot:amr_light`, `class:tote` … */
export type LintSources = {
  readonly scene?: JsonSource;
  readonly library?: Readonly<Record<string, JsonSource>>;
};

const VOCABULARY_LISTS: Readonly<Record<string, string>> = {
  class: 'classes',
  predicate: 'predicates',
  fluent: 'fluents',
};

/** Collects problems under one owner (the scene, or one file of the library) and turns JSON paths into places. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly #sources: LintSources;
  #owner = 'scene';

  constructor(sources: LintSources = {}) {
    this.#sources = sources;
  }

  /** Later findings belong to this owner: `scene`, `skill:pick`, `class:tote` … */
  within(owner: string): this {
    this.#owner = owner;
    return this;
  }

  add(
    code: string,
    path: JsonPath,
    says: readonly [en: string, zh: string],
    remedy: readonly [en: string, zh: string],
  ): void {
    this.problems.push({
      code: `LINT_${code}`,
      place: this.#place(path),
      says: text(says),
      remedy: text(remedy),
    });
  }

  #place(path: JsonPath): string {
    const source = this.#owner === 'scene' ? this.#sources.scene : this.#sources.library?.[this.#owner];
    if (!source) return `${this.#owner === 'scene' ? '' : this.#owner}/${path.join('/')}`;
    const [kind, id] = this.#owner.split(':') as [string, string?];
    const list = VOCABULARY_LISTS[kind];
    if (list === undefined) return placeIn(source, path);
    const entries = (source.value as Record<string, { id?: string }[]>)[list] ?? [];
    return placeIn(source, [list, entries.findIndex((entry) => entry.id === id), ...path]);
  }
}

const text = ([en, zh]: readonly [string, string]): Bilingual => bilingual(en, zh);
