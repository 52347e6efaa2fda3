; A robot sorts parcels into pigeon-holes; fragile ones must be wrapped, a full hole takes no more.
(define (domain mail-room)
  (:requirements :adl :typing :fluents :action-costs)
  (:types parcel hole - thing thing sorter - object)
  (:constants overflow - hole)
  (:predicates (in ?p - parcel ?h - hole) (held ?p - parcel) (empty-handed ?s - sorter)
               (fragile ?p - parcel) (wrapped ?p - parcel) (dented ?p - parcel) (sealed ?h - hole)
               (belongs ?p - parcel ?h - hole) (tired ?s - sorter))
  (:functions (count ?h - hole) (room ?h - hole) (total-cost))
  (:action take
    :parameters (?s - sorter ?p - parcel ?h - hole)
    :precondition (and (empty-handed ?s) (in ?p ?h) (not (sealed ?h)))
    :effect (and (held ?p) (not (in ?p ?h)) (not (empty-handed ?s)) (decrease (count ?h) 1)
                 (increase (total-cost) 1)))
  (:action stow
    :parameters (?s - sorter ?p - parcel ?h - hole)
    :precondition (and (held ?p) (or (belongs ?p ?h) (= ?h overflow)) (< (count ?h) (room ?h)) (not (sealed ?h)))
    :effect (and (not (held ?p)) (in ?p ?h) (empty-handed ?s) (increase (count ?h) 1)
                 (increase (total-cost) (* 2 (count ?h)))
                 (when (and (fragile ?p) (not (wrapped ?p))) (dented ?p))))
  (:action wrap
    :parameters (?p - parcel)
    :precondition (held ?p)
    :effect (and (wrapped ?p) (increase (total-cost) 5)))
  (:action close
    :parameters (?h - hole)
    :precondition (forall (?p - parcel) (imply (belongs ?p ?h) (in ?p ?h)))
    :effect (and (sealed ?h) (forall (?s - sorter) (when (empty-handed ?s) (tired ?s))))))
