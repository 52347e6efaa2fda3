import { validatePddl } from '../pddl/index.ts';

/** Domain, problem and plan as text. */
export type RandomCase = { readonly domain: string; readonly problem: string; readonly plan: string };

type Typed = readonly [name: string, type: string];
type Signature = { readonly name: string; readonly parameters: readonly string[] };
type Step = { readonly name: string; readonly args: readonly string[]; start: number; duration: number };

/** Below each type: itself and its kinds. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  object: ['object', 'thing', 'box', 'crate', 'spot'],
  thing: ['thing', 'box', 'crate'],
  box: ['box'],
  crate: ['crate'],
  spot: ['spot'],
  '(either box spot)': ['box', 'spot'],
};

/**
 * A random small planning domain with a problem and a plan that is valid more often than chance would have it. Uses what PDDL 2.1
 * has: types with unions, constants, every connective, conditional and quantified effects, numbers, and durative actions whose
 * happenings meet, overlap or miss one another by less than an instant. The same random numbers make the same case.
 */
export const randomPddlCase = (random: () => number): RandomCase => new Writer(random).write();

class Writer {
  readonly #random: () => number;
  readonly #predicates: Signature[] = [];
  readonly #functions: Signature[] = [];
  readonly #objects: Typed[] = [];
  readonly #constants: Typed[] = [];
  readonly #isTyped: boolean;
  readonly #isTemporal: boolean;
  readonly #derived: string[] = [];
  #variables = 0;

  constructor(random: () => number) {
    this.#random = random;
    this.#isTyped = this.#chance(0.8);
    this.#isTemporal = this.#chance(0.5);
  }

  write(): RandomCase {
    const types = ['thing', 'box', 'crate', 'spot'];
    for (let index = 0; index < 3 + this.#below(4); index += 1)
      this.#objects.push([`o${index}`, this.#isTyped ? this.#pick(types) : 'object']);
    if (this.#chance(0.5)) this.#constants.push(['c0', this.#isTyped ? this.#pick(types) : 'object']);
    this.#predicates.push({ name: 'pz', parameters: [] });
    for (let index = 0; index < 2 + this.#below(4); index += 1)
      this.#predicates.push({ name: `p${index}`, parameters: this.#types(this.#below(3)) });
    for (let index = 0; index < this.#below(3); index += 1)
      this.#functions.push({ name: `f${index}`, parameters: this.#types(this.#below(2)) });
    const derived = this.#chance(0.15) ? this.#derive() : '';
    const actions = Array.from({ length: 2 + this.#below(3) }, (_, index) => this.#action(index));
    const domain = this.#style(`(define (domain d)
${this.#requirements()}
${this.#isTyped ? '(:types thing spot - object box crate - thing)' : ''}
${this.#constants.length > 0 ? `(:constants ${this.#declare(this.#constants)})` : ''}
(:predicates ${this.#predicates.map((one) => this.#signature(one)).join(' ')})
${this.#functions.length > 0 ? `(:functions ${this.#functions.map((one) => this.#signature(one)).join(' ')})` : ''}
${derived}
${actions.map(({ text }) => text).join('\n')})`);
    const init = this.#init();
    const problemWith = (goal: string): string => `(define (problem q) (:domain d)
(:objects ${this.#declare(this.#objects)})
(:init ${init})
(:goal ${goal})${this.#chance(0.2) ? `\n(:metric ${this.#pick(['minimize', 'maximize'])} ${this.#metric()})` : ''})`;
    const steps = this.#grow(domain, problemWith('(and)'), actions);
    const goal = this.#goal(domain, problemWith, steps);
    if (this.#chance(0.3)) this.#damage(steps);
    return { domain, problem: this.#style(problemWith(goal)), plan: this.#style(this.#plan(steps)) };
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
  #chance(share: number): boolean {
    return this.#random() < share;
  }
  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)]!;
  }

  #types(count: number): string[] {
    return Array.from({ length: count }, () => (this.#isTyped ? this.#pick(Object.keys(KINDS)) : 'object'));
  }
  #declare(list: readonly Typed[]): string {
    return list.map(([name, type]) => (this.#isTyped ? `${name} - ${type}` : name)).join(' ');
  }
  #signature({ name, parameters }: Signature): string {
    const own = parameters.map((type, index) => (this.#isTyped ? `?x${index} - ${type}` : `?x${index}`));
    return `(${[name, ...own].join(' ')})`;
  }

  #requirements(): string {
    if (this.#chance(0.1)) return '';
    const keys = [':strips', ':adl', ':fluents'];
    if (this.#isTyped) keys.push(':typing');
    if (this.#isTemporal) keys.push(':durative-actions', ':duration-inequalities', ':timed-initial-literals');
    if (this.#derived.length > 0) keys.push(':derived-predicates');
    return `(:requirements ${keys.join(' ')})`;
  }

  #derive(): string {
    const type = this.#isTyped ? 'thing' : 'object';
    const base = this.#predicates.filter(({ name }) => name !== 'p0');
    const binary = 'e0';
    this.#predicates.push({ name: binary, parameters: [type, type] });
    const body = this.#condition([['?a', type]], 2, base);
    this.#predicates.push({ name: 'd0', parameters: [type] }, { name: 'd1', parameters: [type, type] });
    this.#derived.push('d0', 'd1');
    const v = (name: string): string => (this.#isTyped ? `${name} - ${type}` : name);
    return `(:derived (d0 ${v('?a')}) ${body})
(:derived (d1 ${v('?a')} ${v('?b')}) (or (${binary} ?a ?b) (exists (${v('?m')}) (and (${binary} ?a ?m) (d1 ?m ?b)))))`;
  }

  /** Names of that type in scope. */
  #terms(type: string, scope: readonly Typed[]): string[] {
    const kinds = KINDS[type]!;
    const fits = ([, own]: Typed): boolean =>
      kinds.includes(own) || own === type || (KINDS[own] ?? [own]).every((kind) => kinds.includes(kind));
    return [...scope.filter(fits), ...this.#constants.filter(fits)].map(([name]) => name);
  }

  #atom(signatures: readonly Signature[], scope: readonly Typed[]): string | undefined {
    const { name, parameters } = this.#pick(signatures) ?? { name: '', parameters: [] };
    if (name === '') return undefined;
    const terms: string[] = [];
    for (const type of parameters) {
      const fitting = this.#terms(type, scope);
      if (fitting.length === 0) return undefined;
      terms.push(this.#pick(fitting));
    }
    return `(${[name, ...terms].join(' ')})`;
  }

  #number(scope: readonly Typed[], depth: number, duration = false): string {
    if (duration && this.#chance(0.3)) return '?duration';
    if (depth > 0 && this.#chance(0.3)) {
      const operator = this.#pick(['+', '-', '*', '/']);
      if (operator === '-' && !duration && this.#chance(0.3)) return `(- ${this.#number(scope, depth - 1, duration)})`;
      const right = operator === '/' ? this.#pick(['2', '4', '0.5']) : this.#number(scope, depth - 1, duration);
      return `(${operator} ${this.#number(scope, depth - 1, duration)} ${right})`;
    }
    const fluent = this.#chance(0.5) ? this.#atom(this.#functions, scope) : undefined;
    return fluent ?? this.#pick(['0', '1', '2', '3', '5', '0.5', '10', '2.25']);
  }

  #condition(scope: readonly Typed[], depth: number, from: readonly Signature[] = this.#predicates): string {
    if (depth > 0 && this.#chance(0.45)) {
      const inner = (): string => this.#condition(scope, depth - 1, from);
      switch (this.#below(7)) {
        case 0:
          return `(and ${inner()} ${inner()})`;
        case 1:
          return `(or ${inner()} ${inner()})`;
        case 2:
          return `(not ${inner()})`;
        case 3:
          return `(imply ${inner()} ${inner()})`;
        case 4:
        case 5: {
          const [variable, type] = this.#variable();
          const body = this.#condition([...scope, [variable, type]], depth - 1, from);
          return `(${this.#pick(['forall', 'exists'])} (${this.#declare([[variable, type]])}) ${body})`;
        }
        default: {
          if (scope.length === 0) return inner();
          const all = [...scope, ...this.#constants].map(([name]) => name);
          const same = `(= ${this.#pick(all)} ${this.#pick(all)})`;
          return this.#chance(0.5) ? `(not ${same})` : same;
        }
      }
    }
    if (this.#functions.length > 0 && this.#chance(0.25)) {
      const fluent = this.#atom(this.#functions, scope);
      if (fluent !== undefined)
        return this.#chance(0.5)
          ? `(${this.#pick(['<=', '>=', '='])} ${fluent} ${this.#number(scope, 1)})`
          : `(${this.#pick(['<', '>'])} ${fluent} ${this.#pick(['0.37', '1.43', '2.71', '4.13'])})`;
    }
    const atom = this.#atom(from, scope);
    return this.#chance(0.25) ? `(not ${atom ?? '(pz)'})` : (atom ?? '(pz)');
  }

  #variable(): Typed {
    this.#variables += 1;
    return [`?v${this.#variables}`, this.#isTyped ? this.#pick(Object.keys(KINDS)) : 'object'];
  }

  /** One change: a fact added or removed, or a number. */
  #change(scope: readonly Typed[], duration: boolean): string {
    if (this.#functions.length > 0 && this.#chance(0.3)) {
      const fluent = this.#atom(this.#functions, scope);
      if (fluent !== undefined) {
        const change = this.#pick(['increase', 'decrease', 'assign', 'increase', 'scale-up', 'scale-down']);
        const value = change === 'scale-down' ? this.#pick(['2', '4']) : this.#number(scope, 1, duration);
        return `(${change} ${fluent} ${value})`;
      }
    }
    const atom =
      this.#atom(
        this.#predicates.filter(({ name }) => !this.#derived.includes(name)),
        scope,
      ) ?? '(pz)';
    return this.#chance(0.4) ? `(not ${atom})` : atom;
  }

  #effect(scope: readonly Typed[], depth: number): string {
    if (depth === 0 || this.#chance(0.55)) return this.#change(scope, false);
    switch (this.#below(3)) {
      case 0:
        return `(when ${this.#condition(scope, 1)} ${this.#effect(scope, depth - 1)})`;
      case 1:
        return `(when ${this.#condition(scope, 1)} (and ${this.#change(scope, false)} ${this.#change(scope, false)}))`;
      default: {
        const own = this.#variable();
        const inner = [...scope, own];
        // Some readers want a number changed under a quantifier to stand inside (and …).
        const body = this.#chance(0.5)
          ? `(and ${this.#effect(inner, depth - 1)})`
          : `(and ${this.#effect(inner, depth - 1)} ${this.#effect(inner, depth - 1)})`;
        return `(forall (${this.#declare([own])}) ${body})`;
      }
    }
  }

  #timedEffect(scope: readonly Typed[], depth: number): string {
    if (depth > 0 && this.#chance(0.3)) {
      const own = this.#variable();
      if (this.#chance(0.4))
        return `(forall (${this.#declare([own])}) ${this.#timedEffect([...scope, own], depth - 1)})`;
      const when = this.#pick(['at start', 'at end', 'over all']);
      const at = when === 'at start' && this.#chance(0.5) ? 'start' : 'end';
      const first = `(${when} ${this.#condition(scope, 1)})`;
      const second = at === 'end' && this.#chance(0.3) ? this.#timedCondition(scope) : '';
      const condition = second === '' && this.#chance(0.5) ? first : `(and ${first} ${second})`;
      return `(when ${condition} (at ${at} ${this.#change(scope, true)}))`;
    }
    const changes = this.#chance(0.8)
      ? this.#change(scope, true)
      : `(and ${this.#change(scope, true)} ${this.#change(scope, true)})`;
    return `(at ${this.#pick(['start', 'end'])} ${changes})`;
  }

  #timedCondition(scope: readonly Typed[]): string {
    return `(${this.#pick(['at start', 'over all', 'at end'])} ${this.#condition(scope, 2)})`;
  }

  #action(index: number): { name: string; parameters: readonly Typed[]; text: string; isDurative: boolean } {
    const name = `a${index}`;
    const parameters: Typed[] = this.#types(this.#below(3)).map((type, position) => [`?x${position}`, type]);
    const isDurative = this.#isTemporal && this.#chance(0.75);
    const head = `(:${isDurative ? 'durative-action' : 'action'} ${name} :parameters (${this.#declare(parameters)})`;
    const many = (count: number, make: () => string): string =>
      `(and ${Array.from({ length: count }, make).join(' ')})`;
    if (!isDurative)
      return {
        name,
        parameters,
        isDurative,
        text: `${head}
  :precondition ${many(this.#below(3), () => this.#condition(parameters, 2))}
  :effect ${many(1 + this.#below(3), () => this.#effect(parameters, 2))})`,
      };
    return {
      name,
      parameters,
      isDurative,
      text: `${head}
  :duration ${this.#durations(parameters)}
  :condition ${many(this.#below(4), () => this.#timedCondition(parameters))}
  :effect ${many(1 + this.#below(4), () => this.#timedEffect(parameters, 2))})`,
    };
  }

  #durations(parameters: readonly Typed[]): string {
    const length = this.#chance(0.7) ? this.#pick(['1', '2', '3', '1.5']) : this.#number(parameters, 1);
    switch (this.#below(4)) {
      case 0:
        return `(and (>= ?duration 1) (<= ?duration ${length}))`;
      case 1:
        return `(${this.#pick(['<=', '>='])} ?duration ${length})`;
      default:
        return `(= ?duration ${length})`;
    }
  }

  #groundAtoms(signatures: readonly Signature[]): string[] {
    const all = [...this.#objects, ...this.#constants];
    return signatures.flatMap(({ name, parameters }) => {
      let rows: string[][] = [[]];
      for (const type of parameters)
        rows = rows.flatMap((row) =>
          all.filter(([, own]) => KINDS[type]!.includes(own)).map(([object]) => [...row, object]),
        );
      return rows.map((row) => `(${[name, ...row].join(' ')})`);
    });
  }

  #init(): string {
    const facts = this.#groundAtoms(this.#predicates.filter(({ name }) => !this.#derived.includes(name)));
    const parts = facts.filter(() => this.#chance(0.45));
    for (const fluent of this.#groundAtoms(this.#functions))
      if (!this.#chance(0.02)) parts.push(`(= ${fluent} ${this.#pick(['0', '1', '2', '3', '7.5'])})`);
    if (this.#isTemporal && this.#chance(0.3))
      for (const fact of facts.filter(() => this.#chance(0.15)))
        parts.push(`(at ${1 + this.#below(8) / 2} ${this.#chance(0.4) ? `(not ${fact})` : fact})`);
    return parts.join(' ');
  }

  #metric(): string {
    return this.#chance(0.5) ? '(total-time)' : this.#number([], 1);
  }

  /** Adds steps one after another, mostly those that keep the plan sound. */
  #grow(
    domain: string,
    problem: string,
    actions: readonly { name: string; parameters: readonly Typed[]; isDurative: boolean }[],
  ): Step[] {
    const steps: Step[] = [];
    const all = [...this.#objects, ...this.#constants];
    const length = this.#below(6);
    for (let attempt = 0; attempt < 40 && steps.length < length; attempt += 1) {
      const { name, parameters, isDurative } = this.#pick(actions);
      const args: string[] = [];
      for (const [, type] of parameters) {
        const fitting = all.filter(([, own]) => KINDS[type]!.includes(own));
        if (fitting.length > 0) args.push(this.#pick(fitting)[0]);
      }
      if (args.length < parameters.length) continue;
      const duration = isDurative ? this.#pick([1, 2, 3, 1.5, 1, 2, 0.5, 5]) : 0;
      const start = this.#isTemporal ? this.#moment(steps) : 0;
      const next: Step = { name, args, start, duration: isDurative ? Math.max(0, duration + this.#slip()) : -1 };
      const longer = [...steps, next];
      const verdict = validatePddl({ domain, problem, plan: this.#plan(longer) });
      if (verdict.status === 'valid' || this.#chance(0.03)) steps.push(next);
    }
    return steps;
  }

  /** A time that often touches or nearly touches one that the plan has already. */
  #moment(steps: readonly Step[]): number {
    if (steps.length === 0 || this.#chance(0.3)) return this.#below(10) / 2;
    const { start, duration } = this.#pick(steps);
    const anchor = this.#chance(0.5) ? start : start + Math.max(0, duration);
    return Math.max(0, Number((anchor + this.#slip() + this.#pick([0, 0, 0.01, 0.5, -0.5])).toFixed(6)));
  }

  #slip(): number {
    return this.#chance(0.7) ? 0 : this.#pick([0.00004, -0.00004, 0.0003, -0.0003, 0.003, -0.003, 0.01]);
  }

  #damage(steps: Step[]): void {
    const at = this.#below(steps.length);
    const step = steps[at];
    if (!step) return;
    switch (this.#below(4)) {
      case 0:
        steps.splice(at, 1);
        return;
      case 1:
        step.start = Math.max(0, step.start + this.#pick([0.5, -0.5, 1]));
        return;
      case 2:
        if (step.duration >= 0) step.duration += this.#pick([0.5, 0.0007, 0.005]);
        return;
      default:
        steps.push({ ...step });
    }
  }

  #goal(domain: string, problemWith: (goal: string) => string, steps: readonly Step[]): string {
    const parts: string[] = [];
    const objects = this.#objects.map(([name, type]): Typed => [name, type]);
    for (let attempt = 0; attempt < 12 && parts.length < 3; attempt += 1) {
      const part = this.#condition(objects, 3);
      if (this.#chance(0.15)) {
        parts.push(part);
        continue;
      }
      const verdict = validatePddl({ domain, problem: problemWith(part), plan: this.#plan(steps) });
      if (verdict.status === 'valid') parts.push(part);
    }
    return `(and (or (pz) (not (pz))) ${parts.join(' ')})`;
  }

  #plan(steps: readonly Step[]): string {
    const lines = steps.map(({ name, args, start, duration }) => {
      const call = `(${[name, ...args].join(' ')})`;
      if (!this.#isTemporal) return call;
      return `${start}: ${call}${duration < 0 ? '' : ` [${Number(duration.toFixed(6))}]`}`;
    });
    return `${lines.join('\n')}\n`;
  }

  /** Comments, capitals and blank space that mean nothing. */
  #style(text: string): string {
    let styled = text.replaceAll(/\n+/g, '\n');
    if (this.#chance(0.1)) styled = styled.replaceAll('\n', ' ; a ) comment (\n');
    if (this.#chance(0.1)) styled = styled.toUpperCase();
    if (this.#chance(0.1)) styled = styled.replaceAll('\n', '\r\n');
    if (this.#chance(0.1)) styled = styled.replaceAll(' (', '(');
    return styled;
  }
}
