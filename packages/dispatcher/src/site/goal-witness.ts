import { bilingual, type Goal, propositionHolds, type Report, type WorldModel, type WorldState } from '@muster/domain';
import { believed, evaluateCondition } from '@muster/executor';

/** Who says what holds: the simulator's own state, or what was sensed of a real site. */
export type TruthSource = {
  readonly witness: 'simulator' | 'sensors';
  holds(predicate: string, args: readonly string[]): boolean;
  /** The same as a state, for conditions with numbers. */
  state(): WorldState;
};

/** Follows a goal through a run and judges it at the end, by the truth source alone: nothing here listens to the executor. */
export class GoalWitness {
  readonly #goal: Goal;
  readonly #truth: TruthSource;
  readonly #model: WorldModel;
  readonly #ever = new Set<string>();
  readonly #broken = new Set<string>();
  readonly #first = new Map<string, number>();
  #samples = 0;

  constructor(goal: Goal, truth: TruthSource, model: WorldModel) {
    this.#goal = goal;
    this.#truth = truth;
    this.#model = model;
  }

  sample(): void {
    for (const [id, holds] of this.#now()) {
      if (holds) {
        this.#ever.add(id);
        if (!this.#first.has(id)) this.#first.set(id, this.#samples);
      } else this.#broken.add(id);
    }
    this.#samples += 1;
  }

  #now(): Map<string, boolean> {
    const now = new Map<string, boolean>();
    for (const proposition of this.#goal.propositions)
      now.set(
        proposition.id,
        propositionHolds(proposition, (predicate, args) => this.#truth.holds(predicate, args)),
      );
    const conditions = this.#goal.conditions ?? [];
    if (conditions.length > 0) {
      const reading = believed(this.#model, this.#truth.state());
      for (const entry of conditions)
        now.set(entry.id, evaluateCondition(entry.condition, {}, reading, this.#model) === true);
    }
    return now;
  }

  /** @param whole false when only a part of what was asked was planned */
  report(seconds: number, whole: boolean, ended: 'completed' | 'failed' | 'canceled'): Report {
    this.sample();
    const now = this.#now();
    const goal = [...now].map(([id, holds]) => {
      const proposition = this.#goal.propositions.find((entry) => entry.id === id);
      const met =
        proposition?.holds === 'sometime'
          ? this.#ever.has(id)
          : proposition?.holds === 'always'
            ? !this.#broken.has(id)
            : holds;
      return { proposition: id, holds: met };
    });
    const ordered = (this.#goal.order ?? []).every(({ before, after }) => {
      const [a, b] = [this.#first.get(before), this.#first.get(after)];
      return b === undefined || b === 0 || (a !== undefined && a <= b);
    });
    const met = goal.filter((entry) => entry.holds).length;
    const all = met === goal.length && ordered;
    const outcome = all && whole ? 'achieved' : met > 0 && (all || ended !== 'canceled') ? 'partly' : 'failed';
    const source =
      this.#truth.witness === 'simulator'
        ? bilingual("the simulator's own end state", '仿真器自身的最终状态')
        : bilingual('what was sensed', '传感器所见');
    return {
      outcome,
      goal,
      witness: this.#truth.witness,
      seconds: Math.round(seconds * 10) / 10,
      says: bilingual(
        `${met} of ${goal.length} goals hold by ${source.en}${ordered ? '' : ', but not in the order asked for'}${ended === 'completed' ? '' : `; the mission was ${ended}`}. It took ${Math.round(seconds)} s.`,
        `按${source.zh}，${goal.length} 项目标中有 ${met} 项成立${ordered ? '' : '，但顺序不符'}${ended === 'completed' ? '' : ended === 'failed' ? '；任务失败' : '；任务已取消'}。用时 ${Math.round(seconds)} 秒。`,
      ),
    };
  }
}
