import { displayName, type RunResult, type Step, type WorldModel } from '@muster/domain';
import { clockText, type Terminal } from './terminal.ts';

const KIND_WORDS = {
  en: {
    plan: 'plan',
    partial: 'partly possible',
    refuse: 'refused',
    clarify: 'a question',
    confirm: 'needs your agreement',
    control: 'control',
    rule: 'rule',
    answer: 'answer',
  },
  zh: {
    plan: '计划',
    partial: '部分可行',
    refuse: '拒绝',
    clarify: '需要澄清',
    confirm: '需要您确认',
    control: '控制',
    rule: '规则',
    answer: '回答',
  },
} as const;

const WORDS = {
  en: {
    understood: 'Understood',
    assumed: 'Assuming',
    why: 'Why',
    candidate: 'Which',
    nearest: 'Instead',
    plan: 'Plan',
    proof: 'Proof',
    schedule: 'Schedule',
    chosen: 'chosen',
    not: 'not',
    report: 'Report',
    valid: 'valid',
    seconds: 's',
    bound: 'no schedule of this plan is shorter than',
    notice: 'Note',
  },
  zh: {
    understood: '理解',
    assumed: '假设',
    why: '原因',
    candidate: '候选',
    nearest: '可以改为',
    plan: '计划',
    proof: '证明',
    schedule: '调度',
    chosen: '选它',
    not: '不选',
    report: '报告',
    valid: '成立',
    seconds: '秒',
    bound: '该计划的任何调度都不短于',
    notice: '说明',
  },
} as const;

/** Interpretation, plan with a reason per robot, verdict and schedule, for a person. */
export const printPrepared = (terminal: Terminal, result: RunResult, model: WorldModel): void => {
  const { language, paint } = terminal;
  const words = WORDS[language];
  const { interpretation } = result;
  const tone =
    interpretation.kind === 'refuse'
      ? 'red'
      : interpretation.kind === 'plan' || interpretation.kind === 'answer'
        ? 'green'
        : 'yellow';
  terminal.section(
    words.understood,
    `${paint(tone, `[${KIND_WORDS[language][interpretation.kind]}]`)} ${interpretation.says[language]}`,
  );
  for (const assumption of interpretation.assumptions ?? []) terminal.section(words.assumed, assumption[language]);
  for (const reason of interpretation.reasons ?? []) {
    if (reason.says[language] !== interpretation.says[language])
      terminal.section(words.why, `${reason.says[language]}${reason.rule ? paint('dim', ` (${reason.rule})`) : ''}`);
    if (reason.nearest) terminal.section(words.nearest, reason.nearest[language]);
  }
  interpretation.candidates?.forEach((candidate, index) => {
    terminal.section(index === 0 ? words.candidate : '', `${index + 1}. ${candidate.says[language]}`);
  });
  for (const notice of result.planner?.notices ?? []) terminal.section(words.notice, notice[language]);
  if (!result.plan) return;
  result.plan.steps.forEach((step, index) => {
    const assignment = result.schedule?.assignments.find((entry) => entry.step === step.id);
    const when = assignment ? paint('dim', `${clockText(assignment.start)}–${clockText(assignment.end)} `) : '';
    terminal.section(
      index === 0 ? words.plan : '',
      `${when}${stepSentence(step, assignment?.roles ?? {}, model, language)}`,
    );
    for (const reason of assignment?.chosenBecause ?? [])
      terminal.section('', paint('green', `   + ${reason.says[language]}`));
    for (const reason of assignment?.notChosen ?? [])
      terminal.section('', paint('dim', `   − ${reason.says[language]}`));
  });
  if (result.verdict) {
    const count = result.verdict.links?.length ?? 0;
    const text =
      language === 'en'
        ? `${count} facts checked, rules kept: ${result.verdict.rulesMet?.length ?? 0}`
        : `检查了 ${count} 条事实，遵守规则 ${result.verdict.rulesMet?.length ?? 0} 条`;
    terminal.section(
      words.proof,
      result.verdict.status === 'valid'
        ? `${paint('green', words.valid)} · ${text}`
        : paint('red', result.verdict.violations[0]?.says[language] ?? result.verdict.status),
    );
  }
  if (result.schedule)
    terminal.section(
      words.schedule,
      `${clockText(result.schedule.makespan)} (${words.bound} ${clockText(result.schedule.lowerBound)})`,
    );
};

/** The report in a line or two. */
export const printReport = (terminal: Terminal, result: RunResult): void => {
  const { report } = result;
  if (!report) return;
  const tone =
    report.outcome === 'achieved' || report.outcome === 'answered' || report.outcome === 'done'
      ? 'green'
      : report.outcome === 'failed' || report.outcome === 'refused'
        ? 'red'
        : 'yellow';
  terminal.section(
    WORDS[terminal.language].report,
    `${terminal.paint(tone, report.outcome)} · ${report.says[terminal.language]}`,
  );
};

/** A step as its skill's sentence, with names for ids. */
export const stepSentence = (
  step: Step,
  roles: Readonly<Record<string, string>>,
  model: WorldModel,
  language: 'en' | 'zh',
): string => {
  const skill = model.library.skills[step.skill];
  const text = skill?.says[language] ?? step.skill;
  return text.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    const id = String(roles[name] ?? step.args[name] ?? step.roles[name] ?? name);
    const entity = model.entities[id];
    return entity ? displayName(entity.names, language) : id;
  });
};
