; A cart waters beds from a tank. The hose lets one bed drink at a time; the lamp goes out at night.
(define (domain greenhouse)
  (:requirements :typing :durative-actions :fluents :duration-inequalities :negative-preconditions
                 :timed-initial-literals :conditional-effects)
  (:types cart bed)
  (:predicates (near ?c - cart ?b - bed) (watered ?b - bed) (hose-free) (light) (idle ?c - cart) (mossy ?b - bed) (slimy ?b - bed))
  (:functions (water ?c - cart) (thirst ?b - bed) (way ?a ?b - bed) (used))
  (:durative-action roll
    :parameters (?c - cart ?a ?b - bed)
    :duration (= ?duration (way ?a ?b))
    :condition (and (at start (near ?c ?a)) (at start (idle ?c)) (over all (light)))
    :effect (and (at start (not (near ?c ?a))) (at start (not (idle ?c))) (at end (near ?c ?b)) (at end (idle ?c))))
  (:durative-action pour
    :parameters (?c - cart ?b - bed)
    :duration (and (>= ?duration 2) (at end (<= ?duration (thirst ?b))))
    :condition (and (at start (hose-free)) (at start (idle ?c)) (over all (near ?c ?b)) (at start (>= (water ?c) ?duration))
                    (at end (>= (water ?c) 0)))
    :effect (and (at start (not (hose-free))) (at end (hose-free)) (at start (not (idle ?c))) (at end (idle ?c))
                 (at start (decrease (water ?c) ?duration)) (at end (increase (used) ?duration)) (at end (watered ?b))
                 (when (at start (mossy ?b)) (at end (slimy ?b))))))
