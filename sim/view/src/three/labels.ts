import type { Camera } from 'three';
import { Vector3 } from 'three';
import type { RobotTag, ViewLanguage, ViewWorld } from '../types.ts';

type Label = {
  readonly id: string;
  readonly kind: 'robot' | 'place' | 'person' | 'item' | 'floor';
  readonly element: HTMLElement;
  readonly at: Vector3;
  priority: number;
  visible: boolean;
};

/** Names over the picture as DOM text: sharp, translated, and never on top of each other. */
export class Labels {
  readonly #layer: HTMLElement;
  readonly #labels = new Map<string, Label>();
  readonly #world: ViewWorld;
  #language: ViewLanguage;
  #tags: Readonly<Record<string, RobotTag>> = {};
  #selected: string | null = null;

  constructor(container: HTMLElement, world: ViewWorld, language: ViewLanguage) {
    this.#world = world;
    this.#language = language;
    this.#layer = document.createElement('div');
    this.#layer.className = 'view-labels';
    this.#layer.setAttribute('aria-hidden', 'true');
    container.append(this.#layer);
  }

  setLanguage(language: ViewLanguage): void {
    this.#language = language;
    for (const label of this.#labels.values()) this.#write(label);
  }

  setTags(tags: Readonly<Record<string, RobotTag>>): void {
    this.#tags = tags;
    for (const label of this.#labels.values()) if (label.kind === 'robot') this.#write(label);
  }

  select(id: string | null): void {
    this.#selected = id;
    for (const label of this.#labels.values()) label.element.classList.toggle('is-selected', label.id === id);
  }

  clear(): void {
    for (const label of this.#labels.values()) label.element.remove();
    this.#labels.clear();
  }

  /** Puts a label at a point of the drawn world (three's axes); makes it when it is new. */
  put(id: string, kind: Label['kind'], at: Vector3, isShown = true): void {
    let label = this.#labels.get(id);
    if (!label) {
      const element = document.createElement('div');
      element.className = `view-label is-${kind}`;
      this.#layer.append(element);
      label = {
        id,
        kind,
        element,
        at: new Vector3(),
        priority: { robot: 0, person: 2, floor: 1, place: 3, item: 4 }[kind],
        visible: true,
      };
      this.#labels.set(id, label);
      this.#write(label);
    }
    label.at.copy(at);
    label.visible = isShown;
  }

  /** Moves every label to where its point is on the screen; of labels that would overlap the more important stays. */
  place(camera: Camera, width: number, height: number): void {
    const taken: { x: number; y: number; w: number; h: number }[] = [];
    const point = new Vector3();
    const sorted = [...this.#labels.values()].sort((a, b) => this.#rank(a) - this.#rank(b));
    for (const label of sorted) {
      point.copy(label.at).project(camera);
      const x = ((point.x + 1) / 2) * width;
      const y = ((1 - point.y) / 2) * height;
      const w = label.element.dataset.w ? Number(label.element.dataset.w) : 60;
      const h = label.kind === 'robot' ? 34 : 18;
      const box = { x: x - w / 2, y: y - h, w, h };
      const isInside = point.z < 1 && x > 8 && x < width - 8 && y > 24 && y < height - 4;
      const isFree =
        label.kind === 'robot' ||
        !taken.some(
          (other) =>
            box.x < other.x + other.w &&
            other.x < box.x + box.w &&
            box.y < other.y + other.h &&
            other.y < box.y + box.h,
        );
      const show = label.visible && isInside && isFree;
      if (show) {
        taken.push(box);
        label.element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -100%)`;
      }
      label.element.style.visibility = show ? 'visible' : 'hidden';
    }
  }

  dispose(): void {
    this.#layer.remove();
  }

  #rank(label: Label): number {
    return label.id === this.#selected ? -1 : label.priority;
  }

  #write(label: Label): void {
    const names =
      this.#world.entities[label.id]?.names ?? this.#world.scene.floors.find((floor) => floor.id === label.id)?.names;
    const name = names?.[this.#language][0] ?? label.id;
    label.element.textContent = '';
    const title = document.createElement('b');
    title.textContent = name;
    label.element.append(title);
    const tag = label.kind === 'robot' ? this.#tags[label.id] : undefined;
    if (tag) {
      const word = document.createElement('span');
      word.className = `tone-${tag.tone}`;
      word.textContent = tag.word;
      label.element.style.setProperty('--robot', tag.colour);
      label.element.append(word);
    }
    label.element.dataset.w = String(
      Math.max(name.length, (tag?.word.length ?? 0) + 2) * (this.#language === 'zh' ? 13 : 7) + 18,
    );
  }
}
