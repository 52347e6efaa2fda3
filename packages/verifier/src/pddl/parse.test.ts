import { describe, expect, test } from 'vitest';
import { parsePddlDomain, parsePddlPlan, parsePddlProblem } from './index.ts';

const head =
  '(define (domain d) (:requirements :typing)\n(:types robot place - object)\n(:constants hub - place)\n(:predicates (at ?r - robot ?p - place) (ready))\n(:functions (fuel ?r - robot) (cost))\n';
const inDomain = (section: string): string => `${head}${section})`;
const faultOf = (text: string): { code: string; place?: string } | undefined => {
  const parsed = parsePddlDomain(text, 'd.pddl');
  return parsed.ok ? undefined : parsed.problems[0];
};
const action = (precondition: string, effect = '(ready)'): string =>
  inDomain(`(:action go :parameters (?r - robot ?p - place) :precondition ${precondition} :effect ${effect})`);

describe('a domain', () => {
  test('is read into formulas of the domain package', () => {
    const parsed = parsePddlDomain(
      action('(and (at ?r hub) (not (= ?p HUB)) (>= (fuel ?r) 2.5))', '(and (not (at ?r hub)) (increase cost 1))'),
    );
    expect(parsed.ok && parsed.value.value.actions[0]).toEqual({
      name: 'go',
      parameters: [
        ['?r', 'robot'],
        ['?p', 'place'],
      ],
      start: {
        condition: ['and', ['at', '?r', 'hub'], ['not', ['=', '?p', 'hub']], ['>=', ['fuel', '?r'], 2.5]],
        effect: ['and', ['not', ['at', '?r', 'hub']], ['increase', ['cost'], 1]],
      },
    });
  });

  test('knows unions, several parents and glued brackets', () => {
    const parsed = parsePddlDomain('(define(domain d)(:types a b - c a - e)(:predicates(p ?x -(either b a)?y - c)))');
    expect(parsed.ok && parsed.value.value.types).toEqual([
      { name: 'a', parents: ['c', 'e'] },
      { name: 'b', parents: ['c'] },
      { name: 'c', parents: ['object'] },
      { name: 'e', parents: ['object'] },
    ]);
    expect(parsed.ok && parsed.value.value.predicates).toEqual([
      {
        name: 'p',
        parameters: [
          ['?x', 'a|b'],
          ['?y', 'c'],
        ],
      },
    ]);
  });

  test('names that live on the object prototype are names like any other', () => {
    const text =
      '(define (domain __proto__) (:predicates (constructor ?x) (tostring)) (:action hasownproperty :parameters (?__proto__) :precondition (constructor ?__proto__) :effect (tostring)))';
    const parsed = parsePddlDomain(text);
    expect(parsed.ok && parsed.value.value.actions[0]?.start.condition).toEqual(['constructor', '?__proto__']);
  });

  test.each<[string, string, string, string]>([
    ['an unknown predicate', action('(near ?r ?p)'), 'PDDL_UNDECLARED', 'd.pddl:6:64'],
    ['an unknown variable', action('(at ?x ?p)'), 'PDDL_UNDECLARED', 'd.pddl:6:67'],
    ['an unknown object', action('(at ?r yard)'), 'PDDL_UNDECLARED', 'd.pddl:6:70'],
    ['an unknown function', action('(> (speed ?r) 1)'), 'PDDL_UNDECLARED', 'd.pddl:6:67'],
    [
      'an unknown type',
      inDomain('(:action go :parameters (?r - robto) :effect (ready))'),
      'PDDL_UNDECLARED',
      'd.pddl:6:26',
    ],
    ['a wrong number of arguments', action('(at ?r)'), 'PDDL_ARITY', 'd.pddl:6:63'],
    ['a wrong type', action('(at ?p ?p)'), 'PDDL_TYPE', 'd.pddl:6:67'],
    ['a duration as an object', action('(at ?duration ?p)'), 'PDDL_UNDECLARED', 'd.pddl:6:67'],
    ['a comparison with one side', action('(> (fuel ?r))'), 'PDDL_SYNTAX', 'd.pddl:6:63'],
    ['an infinite number', action('(> (fuel ?r) 1e999)'), 'PDDL_NUMBER', 'd.pddl:6:76'],
    [
      'a variable declared twice',
      inDomain('(:action go :parameters (?r ?r - robot) :effect (ready))'),
      'PDDL_DUPLICATE',
      'd.pddl:6:29',
    ],
    [
      'an action declared twice',
      inDomain('(:action go :effect (ready))\n(:action go :effect (ready))'),
      'PDDL_DUPLICATE',
      'd.pddl:7:1',
    ],
    [
      'a predicate with two shapes',
      '(define (domain d) (:predicates (p ?x) (p ?x ?y)))',
      'PDDL_DUPLICATE',
      'd.pddl:1:40',
    ],
    ['a word of the language as a name', '(define (domain d) (:predicates (and ?x)))', 'PDDL_SYNTAX', 'd.pddl:1:34'],
    ['types above themselves', '(define (domain d)\n (:types a - b b - c c - a))', 'PDDL_TYPE', 'd.pddl:2:2'],
    [
      'a fact derived from what is not declared',
      inDomain('(:derived (ready) (at ?r hub))'),
      'PDDL_UNDECLARED',
      'd.pddl:6:23',
    ],
    ['trajectory constraints', inDomain('(:constraints (always (ready)))'), 'PDDL_UNSUPPORTED', 'd.pddl:6:1'],
    ['object fluents', '(define (domain d) (:types t) (:functions (owner ?x) - t))', 'PDDL_UNSUPPORTED', 'd.pddl:1:56'],
    [
      'continuous effects',
      inDomain('(:durative-action w :parameters () :duration (= ?duration 1) :effect (increase (cost) (* #t 1)))'),
      'PDDL_UNSUPPORTED',
      'd.pddl:6:70',
    ],
    [
      'a condition without its time',
      inDomain('(:durative-action w :parameters () :duration (= ?duration 1) :condition (ready))'),
      'PDDL_SYNTAX',
      'd.pddl:6:73',
    ],
    [
      'a start effect that looks ahead',
      inDomain('(:durative-action w :parameters () :duration () :effect (when (at end (ready)) (at start (ready))))'),
      'PDDL_UNSUPPORTED',
      'd.pddl:6:80',
    ],
    ['a missing duration', inDomain('(:durative-action w :parameters ())'), 'PDDL_SYNTAX', 'd.pddl:6:1'],
    ['an unclosed bracket', '(define (domain d)\n  (:predicates (p))', 'PDDL_BRACKET', 'd.pddl:1:1'],
    ['a bracket too many', '(define (domain d)))', 'PDDL_BRACKET', 'd.pddl:1:20'],
    ['text behind the end', '(define (domain d)) (p)', 'PDDL_SYNTAX', 'd.pddl:1:21'],
    ['an empty file', '  ; nothing\n', 'PDDL_SYNTAX', 'd.pddl:1:1'],
    ['a control character', '(define (domain d\u0007))', 'PDDL_CHARACTER', 'd.pddl:1:18'],
    ['a problem', '(define (problem d))', 'PDDL_SYNTAX', 'd.pddl:1:9'],
  ])('with %s is refused where it stands', (_, text, code, place) => {
    expect(faultOf(text)).toMatchObject({ code, place });
  });

  test('every refusal says the remedy in both languages', () => {
    const parsed = parsePddlDomain(action('(near ?r ?p)'));
    const [problem] = parsed.ok ? [] : parsed.problems;
    expect(problem?.says).toEqual({ en: 'predicate "near" is not declared', zh: '谓词 "near" 未声明' });
    expect(problem?.remedy?.zh).not.toBe('');
  });

  test('nesting and size have limits', () => {
    expect(faultOf(`(define (domain d) ${'('.repeat(100_000)}`)).toMatchObject({ code: 'PDDL_TOO_DEEP' });
    expect(faultOf(`(define (domain d) ${' '.repeat(10_000_000)})`)).toMatchObject({ code: 'PDDL_TOO_LARGE' });
    expect(faultOf(`(define (domain ${'d'.repeat(5000)}))`)).toMatchObject({ code: 'PDDL_TOO_LARGE' });
  });
});

describe('a problem', () => {
  const domain = parsePddlDomain(inDomain(''));
  const read = (text: string) => (domain.ok ? parsePddlProblem(text, domain.value.value, 'p.pddl') : domain);
  const problem = (init: string, rest = '(:goal (ready))'): string =>
    `(define (problem p) (:domain d) (:objects r - robot yard - place)\n(:init ${init})\n${rest})`;

  test('tells a fact about a predicate "at" from a timed literal', () => {
    const parsed = read(problem('(at r yard) (at 5 (not (ready))) (at 7.5 (at r hub) (= (fuel r) 3)) (= cost 0)'));
    expect(parsed.ok && parsed.value.value.init).toEqual({
      facts: [['at', 'r', 'yard']],
      numbers: [{ fluent: ['cost'], value: 0 }],
      timed: [
        { at: 5, add: [], remove: [['ready']], numbers: [] },
        { at: 7.5, add: [['at', 'r', 'hub']], remove: [], numbers: [{ fluent: ['fuel', 'r'], value: 3 }] },
      ],
    });
  });

  test('may give another domain name, with a notice', () => {
    const parsed = read(problem('').replace('(:domain d)', '(:domain e)'));
    expect(parsed.ok && parsed.value.notices).toHaveLength(1);
  });

  test.each<[string, string, string, string]>([
    ['an unknown object', problem('(at q yard)'), 'PDDL_UNDECLARED', 'p.pddl:2:12'],
    ['a wrong type', problem('(at yard yard)'), 'PDDL_TYPE', 'p.pddl:2:12'],
    ['a number that is none', problem('(= (fuel r) full)'), 'PDDL_SYNTAX', 'p.pddl:2:20'],
    ['a literal before the start', problem('(at -5 (ready))'), 'PDDL_NUMBER', 'p.pddl:2:8'],
    ['no goal', problem('', ''), 'PDDL_SYNTAX', 'p.pddl:1:1'],
    ['two goals', problem('', '(:goal (ready)) (:goal (ready))'), 'PDDL_DUPLICATE', 'p.pddl:3:17'],
    ['a strange section', problem('', '(:goal (ready)) (:wishes)'), 'PDDL_UNSUPPORTED', 'p.pddl:3:17'],
    ['a metric without direction', problem('', '(:goal (ready)) (:metric (cost))'), 'PDDL_SYNTAX', 'p.pddl:3:17'],
  ])('with %s is refused where it stands', (_, text, code, place) => {
    const parsed = read(text);
    expect(parsed.ok ? undefined : parsed.problems[0]).toMatchObject({ code, place });
  });
});

describe('a plan', () => {
  test('is read with and without times', () => {
    const parsed = parsePddlPlan('time 0.31\n0.5: (Go R hub) [3]\n(go r yard)\n');
    expect(parsed.ok && parsed.value.value.steps.map(({ offset: _, ...step }) => step)).toEqual([
      { name: 'go', args: ['r', 'hub'], start: 0.5, duration: 3 },
      { name: 'go', args: ['r', 'yard'] },
    ]);
  });

  test.each<[string, string, string]>([
    ['(go r [3]', 'PDDL_BRACKET', 'plan:1:1'],
    ['(go ?r)', 'PDDL_SYNTAX', 'plan:1:5'],
    ['()', 'PDDL_SYNTAX', 'plan:1:2'],
    ['1e999: (go)', 'PDDL_NUMBER', 'plan:1:1'],
    ['-1: (go)', 'PDDL_NUMBER', 'plan:1:1'],
    ['1: (go) [x]', 'PDDL_SYNTAX', 'plan:1:10'],
    ['1: (go) [3', 'PDDL_SYNTAX', 'plan:1:9'],
    ['1 (go)', 'PDDL_SYNTAX', 'plan:1:1'],
    ['((go))', 'PDDL_BRACKET', 'plan:1:1'],
    ['1:', 'PDDL_SYNTAX', 'plan:1:1'],
  ])('%s is refused', (text, code, place) => {
    const parsed = parsePddlPlan(text);
    expect(parsed.ok ? undefined : parsed.problems[0]).toMatchObject({ code, place });
  });
});
