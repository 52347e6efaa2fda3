import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type PddlVerdict, validatePddl } from './index.ts';

const fixture = (name: string): string => readFileSync(new URL(`./__fixtures__/${name}`, import.meta.url), 'utf8');

const judge = (
  domain: string,
  plan: string | ((plan: string) => string),
  edit?: { domain?: Edit; problem?: Edit },
): PddlVerdict =>
  validatePddl({
    domain: (edit?.domain ?? same)(fixture(`${domain}.pddl`)),
    problem: (edit?.problem ?? same)(fixture(`${domain}-1.pddl`)),
    plan: typeof plan === 'string' ? plan : plan(fixture(`${domain}-1.plan`)),
  });
type Edit = (text: string) => string;
const same: Edit = (text) => text;
const replacing =
  (from: string, to: string): Edit =>
  (text) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  };

describe('a plan without times', () => {
  test('is valid when each step may run and the goal holds, and the metric counts every step', () => {
    expect(judge('mail-room', same)).toEqual({ status: 'valid', makespan: 6, metric: 1 + 5 + 0 + 1 + 2, notices: [] });
  });

  test('ignores case, comments, blank lines and line ends', () => {
    const noisy: Edit = (plan) => `; made by hand\r\n\r\n${plan.toUpperCase().replaceAll('\n', ' ; x\r\n')}`;
    expect(judge('mail-room', noisy)).toMatchObject({ status: 'valid', metric: 9 });
  });

  test.each<[string, Edit, string, string]>([
    ['a step too few before the goal', (plan) => plan.replace('(close a)\n', ''), 'goal', 'sealed(a)'],
    ['a dropped step', (plan) => plan.replace('(take robo card b)\n', ''), 'precondition', 'held(card)'],
    ['a forgotten wrapping', (plan) => plan.replace('(wrap vase)\n', ''), 'goal', 'dented(vase)'],
    [
      'a full hole',
      replacing('stow robo card a', 'stow robo card overflow'),
      'numeric',
      'count(overflow) < room(overflow)',
    ],
    ['a universal condition', (plan) => `(close a)\n${plan}`, 'precondition', 'in('],
    ['an unknown action', (plan) => `${plan}(fold card)\n`, 'unknown-action', 'fold'],
    ['an unknown object', replacing('wrap vase', 'wrap vaze'), 'syntax', 'vaze'],
    ['an object of another type', replacing('wrap vase', 'wrap robo'), 'syntax', 'not of type parcel'],
    ['an argument too many', replacing('wrap vase', 'wrap vase vase'), 'syntax', 'takes 1 arguments, not 2'],
    ['an argument too few', replacing('take robo card b', 'take robo card'), 'syntax', 'takes 3 arguments, not 2'],
    ['a bracket that is not closed', replacing('(close a)', '(close a'), 'syntax', 'never closed'],
    ['a bracket too many', replacing('(close a)', '(close a))'), 'syntax', 'without an opening one'],
    ['a word between steps', replacing('(close a)', 'then (close a)'), 'syntax', 'expected a step'],
  ])('%s is refused', (_, edit, reason, detail) => {
    const verdict = judge('mail-room', edit);
    expect(verdict).toMatchObject({ status: 'invalid', reason });
    expect(verdict.status === 'invalid' && verdict.detail.en).toContain(detail);
    expect(verdict.status === 'invalid' && verdict.detail.zh).not.toBe('');
  });

  test('tells the line of the step, the step that is to blame and its number', () => {
    const verdict = judge('mail-room', (plan) =>
      plan.replace('(stow robo vase a)\n', '(stow robo vase a)\n(wrap vase)\n'),
    );
    expect(verdict).toMatchObject({ status: 'invalid', reason: 'precondition', at: 4, place: 'plan:4:2' });
    expect(verdict.status === 'invalid' && verdict.detail.en).toBe(
      'at 4, (wrap vase) needs held(vase), which is false since (stow robo vase a)',
    );
  });

  test('may carry times; then steps at one time must not interfere', () => {
    const steps = [
      '(take robo vase b)',
      '(wrap vase)',
      '(stow robo vase a)',
      '(take robo card b)',
      '(stow robo card a)',
      '(close a)',
    ];
    const timed = (times: readonly number[]): string =>
      steps.map((step, index) => `${times[index]}: ${step}`).join('\n');
    expect(judge('mail-room', timed([0, 1, 2, 3, 4, 5])).status).toBe('valid');
    expect(judge('mail-room', timed([0, 1, 1, 3, 4, 5]))).toMatchObject({ reason: 'mutex', at: 1 });
  });

  test('is refused in a domain without types with the reason that a missing object has there', () => {
    const domain =
      '(define (domain d) (:predicates (p ?x)) (:action go :parameters (?x) :precondition (p ?x) :effect (not (p ?x))))';
    const problem = '(define (problem q) (:domain d) (:objects a) (:init (p a)) (:goal (not (p a))))';
    expect(validatePddl({ domain, problem, plan: '(go a)' })).toMatchObject({ status: 'valid', makespan: 1 });
    expect(validatePddl({ domain, problem, plan: '(go b)' })).toMatchObject({ reason: 'precondition' });
    expect(validatePddl({ domain, problem, plan: '' })).toMatchObject({ reason: 'goal' });
  });
});

describe('a plan with times', () => {
  test('is valid, and the metric has the time of the last happening', () => {
    const verdict = judge('greenhouse', same);
    expect(verdict).toMatchObject({
      status: 'valid',
      makespan: expect.closeTo(12.501),
      metric: expect.closeTo(12.501 + 2 * 8),
    });
  });

  test.each<[string, Edit, string]>([
    ['a duration outside its bounds', replacing('[7.500]', '[7.400]'), 'duration'],
    [
      'a duration above its bound at the end',
      replacing('5.001: (pour d fern) [3.000]', '5.001: (pour d fern) [4.500]'),
      'numeric',
    ],
    ['a duration below its bound', replacing('[5.000]', '[1.500]'), 'duration'],
    ['a missing duration', replacing('[7.500]', ''), 'syntax'],
    ['a hose that is in use', replacing('5.001: (pour d', '4.000: (pour d'), 'precondition'],
    ['a hose taken at the instant it is given back', replacing('5.001: (pour d', '5.000: (pour d'), 'precondition'],
    ['a cart that leaves while it pours', (plan) => plan.replace('5.001: (roll c', '3.000: (roll c'), 'precondition'],
    ['a way that is not finished before the light goes out', replacing('5.001: (roll', '25.000: (roll'), 'invariant'],
    ['a tank with too little water', replacing('(pour d fern) [3.000]', '(pour d fern) [3.500]'), 'numeric'],
  ])('%s is refused', (_, edit, reason) => {
    expect(judge('greenhouse', edit)).toMatchObject({ status: 'invalid', reason });
  });

  test('a duration that the end forbids is found there', () => {
    const thirsty = replacing('(= (thirst mint) 6)', '(= (thirst mint) 4)');
    expect(judge('greenhouse', same, { problem: thirsty })).toMatchObject({ reason: 'duration', at: 5 });
  });

  test('the last moment before a timed literal is early enough, the moment itself as well for what ends then', () => {
    expect(judge('greenhouse', replacing('5.001: (roll', '22.500: (roll')).status).toBe('valid');
    expect(judge('greenhouse', replacing('5.001: (roll', '22.600: (roll'))).toMatchObject({ reason: 'invariant' });
  });

  test('what lies after the plan does not count in its metric', () => {
    const later = replacing('(at 30 (not (light)))', '(at 30 (not (light))) (at 100 (= (used) 50))');
    expect(judge('greenhouse', same, { problem: later })).toMatchObject({
      status: 'valid',
      metric: expect.closeTo(12.501 + 16),
    });
  });

  test('an effect at the end can depend on what held at the start', () => {
    const slimy = (which: string): Edit => replacing('(near c fern)))', `(near c fern) ${which}))`);
    expect(judge('greenhouse', same, { problem: slimy('(slimy fern)') }).status).toBe('valid');
    expect(judge('greenhouse', same, { problem: slimy('(slimy mint)') })).toMatchObject({ reason: 'goal' });
  });

  test('the tolerance is the caller’s', () => {
    const plan = fixture('greenhouse-1.plan').replace('[7.500]', '[7.505]');
    const input = { domain: fixture('greenhouse.pddl'), problem: fixture('greenhouse-1.pddl'), plan };
    expect(validatePddl(input)).toMatchObject({ reason: 'duration' });
    expect(validatePddl({ ...input, tolerance: 0.009 }).status).toBe('valid');
  });
});

describe('what a plan may not rest on', () => {
  test('preferences are left out with a notice', () => {
    const verdict = judge('mail-room', same, {
      problem: replacing('(sealed a)', '(sealed a) (preference tidy (sealed b))'),
    });
    expect(verdict).toMatchObject({ status: 'valid', notices: [{ place: 'problem:6:26' }] });
  });

  test('a number that was never given is no number', () => {
    const verdict = judge('mail-room', same, { problem: replacing('(= (count a) 0)', '') });
    expect(verdict).toMatchObject({ reason: 'numeric' });
    expect(verdict.status === 'invalid' && verdict.detail.en).toContain('undefined');
  });

  test('an action cost that was never given starts at 0', () => {
    expect(judge('mail-room', same, { problem: replacing('(= (total-cost) 0)', '') })).toMatchObject({
      status: 'valid',
      metric: 9,
    });
  });

  test('quantifiers beyond all measure end in an answer', () => {
    const names = Array.from({ length: 60 }, (_, index) => `x${index}`).join(' ');
    const domain =
      '(define (domain d) (:predicates (p ?x ?y)) (:action go :precondition (forall (?a ?b ?c ?d ?e ?f) (or (p ?a ?b) (not (p ?a ?b)) (p ?e ?f))) :effect (and)))';
    const problem = `(define (problem q) (:domain d) (:objects ${names}) (:init) (:goal (and)))`;
    const verdict = validatePddl({ domain, problem, plan: '(go)', evaluationLimit: 100_000 });
    expect(verdict).toMatchObject({ status: 'invalid', reason: 'syntax' });
    expect(verdict.status === 'invalid' && verdict.detail.en).toContain('too large');
  });
});
