import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generateFleet } from '../node/generated-fleet.ts';
import {
  judgePddl,
  type PddlDomain,
  type PddlPlan,
  type PddlProblem,
  PddlWriteError,
  parsePddlDomain,
  parsePddlPlan,
  parsePddlProblem,
  validatePddl,
  writePddlDomain,
  writePddlPlan,
  writePddlProblem,
} from './index.ts';

const fixture = (name: string): string => readFileSync(new URL(`./__fixtures__/${name}`, import.meta.url), 'utf8');

const read = (domainText: string, problemText: string): { domain: PddlDomain; problem: PddlProblem } => {
  const domain = parsePddlDomain(domainText);
  if (!domain.ok) throw new Error(domain.problems[0]?.says.en);
  const problem = parsePddlProblem(problemText, domain.value.value);
  if (!problem.ok) throw new Error(problem.problems[0]?.says.en);
  return { domain: domain.value.value, problem: problem.value.value };
};

const planOf = (text: string): PddlPlan => {
  const plan = parsePddlPlan(text);
  if (!plan.ok) throw new Error(plan.problems[0]?.says.en);
  return plan.value.value;
};

describe('what is written', () => {
  test.each(['mail-room', 'greenhouse'])('of %s reads back the same, and the plan keeps its verdict', (name) => {
    const { domain, problem } = read(fixture(`${name}.pddl`), fixture(`${name}-1.pddl`));
    const written = { domain: writePddlDomain(domain), problem: writePddlProblem(problem, domain) };
    const again = read(written.domain, written.problem);
    expect(writePddlDomain(again.domain)).toBe(written.domain);
    expect(writePddlProblem(again.problem, again.domain)).toBe(written.problem);

    const plan = planOf(fixture(`${name}-1.plan`));
    const before = judgePddl(domain, problem, plan.steps);
    expect(before.status).toBe('valid');
    expect(validatePddl({ ...written, plan: writePddlPlan(plan) })).toMatchObject({ ...before });
    const broken = plan.steps.slice(1);
    expect(validatePddl({ ...written, plan: writePddlPlan({ steps: broken }) })).toMatchObject({
      status: 'invalid',
      reason: judgePddl(domain, problem, broken).status === 'invalid' ? expect.any(String) : '',
    });
  });

  test('of a generated fleet of 20 robots is valid as data and as text', () => {
    const { domain, problem, plan } = generateFleet(300, 20, 3);
    expect(judgePddl(domain, problem, plan.steps).status).toBe('valid');
    const text = {
      domain: writePddlDomain(domain),
      problem: writePddlProblem(problem, domain),
      plan: writePddlPlan(plan),
    };
    expect(validatePddl(text).status).toBe('valid');
    expect(judgePddl(domain, problem, plan.steps.slice(0, -30)).status).toBe('invalid');
  });

  test('has types everywhere or nowhere, and no empty conjunction inside a formula', () => {
    const untyped = read(
      '(define (domain d) (:predicates (p ?x)) (:action go :parameters (?x) :precondition (and (and) (p ?x) (or (p ?x) (and))) :effect (when (and) (p ?x))))',
      '(define (problem q) (:domain d) (:objects a) (:init) (:goal (p a)))',
    );
    const domain = writePddlDomain(untyped.domain);
    expect(domain).not.toContain(' - ');
    expect(domain).toContain(':precondition (p ?x)\n    :effect (and (p ?x))');
    expect(writePddlProblem(untyped.problem, untyped.domain)).not.toContain(' - ');
    const typed = read(
      '(define (domain d) (:types t) (:predicates (p ?x)))',
      '(define (problem q) (:domain d) (:objects a) (:init) (:goal (p a)))',
    );
    expect(writePddlDomain(typed.domain)).toContain('(p ?x - object)');
    expect(writePddlProblem(typed.problem, typed.domain)).toContain('a - object');
  });

  test('has no exponents, and sums of two', () => {
    const { domain, problem } = read(
      '(define (domain d) (:predicates (p)) (:functions (f)))',
      '(define (problem q) (:domain d) (:init (= (f) 0.0000001)) (:goal (p)) (:metric minimize (+ (f) 1 total-time)))',
    );
    const text = writePddlProblem(problem, domain);
    expect(text).toContain('(= (f) 0.0000001)');
    expect(text).toContain('(+ (+ (f) 1) total-time)');
  });

  test('can not be a name or number that PDDL lacks', () => {
    const { domain, problem } = read(fixture('mail-room.pddl'), fixture('mail-room-1.pddl'));
    expect(() => writePddlDomain({ ...domain, name: 'mail room' })).toThrow(PddlWriteError);
    expect(() => writePddlPlan({ steps: [{ name: 'go', args: ['a) (b'] }] })).toThrow(PddlWriteError);
    const infinite = {
      ...problem,
      init: { ...problem.init, numbers: [{ fluent: ['total-cost'] as const, value: Number.POSITIVE_INFINITY }] },
    };
    expect(() => writePddlProblem(infinite, domain)).toThrow(PddlWriteError);
    expect(() => writePddlProblem({ ...problem, goal: ['or'] }, domain)).toThrow(PddlWriteError);
  });
});
