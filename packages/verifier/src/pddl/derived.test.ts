import { expect, test } from 'vitest';
import { parsePddlDomain, validatePddl, writePddlDomain } from './index.ts';

const domain = (rules: string, actions = ''): string => `(define (domain grid)
  (:requirements :strips :derived-predicates :durative-actions)
  (:constants a b c d)
  (:predicates (link ?a ?b) (lit ?a) (reached ?a ?b) (dark))
  ${rules}
  (:action join :parameters (?a ?b) :precondition (and) :effect (link ?a ?b))
  (:action cut :parameters (?a ?b) :precondition (link ?a ?b) :effect (not (link ?a ?b)))
  ${actions})`;
const REACHED = '(:derived (reached ?a ?b) (or (link ?a ?b) (exists (?m) (and (link ?a ?m) (reached ?m ?b)))))';
const problem = (goal: string): string =>
  `(define (problem p) (:domain grid) (:init (link a b) (link b c)) (:goal ${goal}))`;
const judge = (rules: string, goal: string, plan: string, actions = '') =>
  validatePddl({ domain: domain(rules, actions), problem: problem(goal), plan });

test('a derived fact follows along a chain, and ceases when the chain breaks', () => {
  expect(judge(REACHED, '(reached a c)', '').status).toBe('valid');
  expect(judge(REACHED, '(reached a d)', '')).toMatchObject({ status: 'invalid', reason: 'goal' });
  expect(judge(REACHED, '(reached a d)', '(join c d)').status).toBe('valid');
  expect(judge(REACHED, '(reached a c)', '(cut b c)')).toMatchObject({ status: 'invalid', reason: 'goal' });
});

test('a denial is taken after what it denies was settled', () => {
  const rules = `${REACHED} (:derived (dark) (not (reached a c)))`;
  expect(judge(rules, '(not (dark))', '').status).toBe('valid');
  expect(judge(rules, '(dark)', '(cut a b)').status).toBe('valid');
});

test('a derived fact that must hold throughout breaks with its source, and reading it excludes changing its source', () => {
  const watch = `(:durative-action watch :parameters () :duration (= ?duration 4)
    :condition (over all (reached a c)) :effect (at end (lit a)))
  (:action look :parameters () :precondition (reached a c) :effect (lit a))`;
  expect(judge(REACHED, '(lit a)', '0: (watch) [4]', watch).status).toBe('valid');
  expect(judge(REACHED, '(lit a)', '0: (watch) [4] 2: (cut b c)', watch)).toMatchObject({ reason: 'invariant' });
  expect(judge(REACHED, '(lit a)', '1: (look) 1: (cut b c)', watch)).toMatchObject({ reason: 'mutex' });
  expect(judge(REACHED, '(lit a)', '1: (look) 2: (cut b c)', watch).status).toBe('valid');
});

test('refuses an action that sets a derived fact, and a fact that follows from its own denial', () => {
  const sets = '(:action force :parameters () :precondition (and) :effect (reached a b))';
  expect(judge(REACHED, '(lit a)', '', sets.replaceAll(' a b', ' ?x ?x').replace('()', '(?x)'))).toMatchObject({
    status: 'invalid',
    reason: 'syntax',
    detail: { en: expect.stringContaining('derived') },
  });
  expect(judge('(:derived (dark) (not (dark)))', '(dark)', '')).toMatchObject({ reason: 'syntax' });
});

test('a domain with rules is written and read back', () => {
  const read = parsePddlDomain(domain(REACHED));
  if (!read.ok) throw new Error(read.problems[0]!.says.en);
  const again = parsePddlDomain(writePddlDomain(read.value.value));
  expect(again.ok && again.value.value.derived).toEqual(read.value.value.derived);
});
