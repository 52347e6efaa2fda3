import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadWorld } from '@muster/dispatcher/library';
import { ANSWER_KINDS, type Interpretation, type Planner, type Situation, type Turn, unwrap } from '@muster/domain';
import { createBuiltInPlanner } from '@muster/planner';
import { verifyPlan } from '@muster/verifier';
import { answerDifference, reasonRight } from './compare.ts';
import { HALVES, type Half, type Item, LANGUAGES, type Language, readItems } from './items.ts';

type Outcome = {
  readonly item: Item;
  readonly half: Half;
  readonly language: Language;
  readonly interpretation: Interpretation;
  /** Absent: right. */
  readonly wrong?: string;
  readonly reason?: boolean;
  readonly hash?: string;
  readonly milliseconds: number;
};

const situations = new Map<string, Situation>();
const situationOf = (scene: string): Situation => {
  let situation = situations.get(scene);
  if (!situation) {
    const model = unwrap(loadWorld(scene));
    situation = { model, state: model.initial, rules: model.scene.rules, commitments: [] };
    situations.set(scene, situation);
  }
  return situation;
};

/** Says the turns and then the sentence, in a world that stands as the scene begins. */
const ask = async (planner: Planner, item: Item, half: Half, language: Language): Promise<Outcome> => {
  const situation = situationOf(item.scene);
  const conversation: Turn[] = [];
  for (const turn of item.turns ?? []) {
    const utterance = language === 'en' ? turn.en : turn.zh;
    const said = await planner.respond({ utterance, conversation: [...conversation] }, situation, verifyPlan);
    conversation.push({ utterance, interpretation: said.interpretation, ...(said.plan ? { plan: said.plan } : {}) });
  }
  const started = performance.now();
  const response = await planner.respond({ utterance: item[language] ?? '', conversation }, situation, verifyPlan);
  const wrong = answerDifference(item, response.interpretation, situation.model);
  const reason = reasonRight(item, response.interpretation);
  return {
    item,
    half,
    language,
    interpretation: response.interpretation,
    milliseconds: performance.now() - started,
    ...(wrong === undefined ? {} : { wrong }),
    ...(reason === undefined ? {} : { reason }),
    ...(response.plan ? { hash: response.plan.hash } : {}),
  };
};

/** Wilson score interval at 95 % (Wilson, JASA 22, 1927). */
const interval = (right: number, total: number): string => {
  if (total === 0) return '';
  const z = 1.96;
  const share = right / total;
  const centre = share + (z * z) / (2 * total);
  const spread = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  const scale = 1 + (z * z) / total;
  const percent = (value: number): string => Math.max(0, Math.min(100, (100 * value) / scale)).toFixed(0);
  return `[${percent(centre - spread)}, ${percent(centre + spread)}]`;
};

const share = (right: number, total: number): string =>
  total === 0 ? '-' : `${right}/${total} ${((100 * right) / total).toFixed(1)} %`;

const tally = (outcomes: readonly Outcome[], right: (outcome: Outcome) => boolean): string => {
  const count = outcomes.filter(right).length;
  return `${share(count, outcomes.length)} ${interval(count, outcomes.length)}`;
};

const isRight = (outcome: Outcome): boolean => outcome.wrong === undefined;
const kindRight = (outcome: Outcome): boolean => outcome.interpretation.kind === outcome.item.kind;
/** The worst answer: a proved plan for something that was not asked. */
const isWrongPlan = (outcome: Outcome): boolean =>
  !isRight(outcome) && (outcome.interpretation.kind === 'plan' || outcome.interpretation.kind === 'partial');

/** Of the items of which at least one of two languages got a plan, how many got the same hash. */
const sameHash = (outcomes: readonly Outcome[], first: Language, second: Language): string => {
  const hashes = new Map<string, Partial<Record<Language, string>>>();
  const asked = new Map<string, Set<Language>>();
  for (const outcome of outcomes) {
    asked.set(outcome.item.id, (asked.get(outcome.item.id) ?? new Set()).add(outcome.language));
    if (outcome.hash) hashes.set(outcome.item.id, { ...hashes.get(outcome.item.id), [outcome.language]: outcome.hash });
  }
  const pairs = [...hashes].filter(
    ([id, entry]) => asked.get(id)?.has(first) && asked.get(id)?.has(second) && (entry[first] ?? entry[second]),
  );
  return share(pairs.filter(([, entry]) => entry[first] === entry[second]).length, pairs.length);
};

const quantile = (values: readonly number[], at: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(at * values.length))] ?? 0;

const printTotals = (half: Half, outcomes: readonly Outcome[]): void => {
  console.log(`\n${half}: ${new Set(outcomes.map((outcome) => outcome.item.id)).size} items`);
  for (const language of LANGUAGES) {
    const some = outcomes.filter((outcome) => outcome.language === language);
    if (some.length === 0) continue;
    const reasoned = some.filter((outcome) => outcome.reason !== undefined);
    console.log(
      `  ${language.padEnd(6)} right ${tally(some, isRight)}   kind ${tally(some, kindRight)}   ` +
        `rule or evidence named ${tally(reasoned, (outcome) => outcome.reason === true)}   ` +
        `wrong plans ${tally(some, isWrongPlan)}`,
    );
  }
  const milliseconds = outcomes.map((outcome) => outcome.milliseconds);
  console.log(
    `  same plan hash: en = zh ${sameHash(outcomes, 'en', 'zh')}, zh = mixed ${sameHash(outcomes, 'zh', 'mixed')}`,
  );
  console.log(
    `  seconds per answer: median ${(quantile(milliseconds, 0.5) / 1000).toFixed(2)}, ` +
      `95 % ${(quantile(milliseconds, 0.95) / 1000).toFixed(2)}`,
  );
};

const printTable = (outcomes: readonly Outcome[]): void => {
  const scenes = [...new Set(outcomes.map((outcome) => outcome.item.scene))].sort();
  console.log(`\n  ${'kind'.padEnd(9)}${'lang'.padEnd(7)}${scenes.map((scene) => scene.padEnd(11)).join('')}right`);
  for (const kind of ANSWER_KINDS)
    for (const language of LANGUAGES) {
      const some = outcomes.filter((outcome) => outcome.item.kind === kind && outcome.language === language);
      if (some.length === 0) continue;
      const cells = scenes.map((scene) => {
        const here = some.filter((outcome) => outcome.item.scene === scene);
        return (here.length === 0 ? '-' : `${here.filter(isRight).length}/${here.length}`).padEnd(11);
      });
      console.log(`  ${kind.padEnd(9)}${language.padEnd(7)}${cells.join('')}${tally(some, isRight)}`);
    }
};

const printMisses = (outcomes: readonly Outcome[]): void => {
  const misses = outcomes.filter((outcome) => !isRight(outcome));
  console.log(`\nmisses of the open half: ${misses.length}`);
  for (const { item, language, interpretation, wrong } of misses) {
    const before = (item.turns ?? []).map((turn) => `${language === 'en' ? turn.en : turn.zh} / `).join('');
    const codes = (interpretation.reasons ?? []).map((reason) => reason.code).join(' ');
    console.log(`- ${item.id} ${item.scene} ${language} [${item.tags.join(' ')}] ${before}${item[language]}`);
    console.log(`    wanted ${item.kind}; ${wrong}`);
    console.log(
      `    said ${interpretation.kind}${codes === '' ? '' : ` (${codes})`}: ${interpretation.says[language === 'en' ? 'en' : 'zh']}`,
    );
  }
};

const { values } = parseArgs({
  options: {
    half: { type: 'string', default: 'both' },
    scene: { type: 'string' },
    id: { type: 'string', multiple: true },
    json: { type: 'string' },
  },
});
const asked = HALVES.filter((half) => values.half === 'both' || values.half === half);
if (asked.length === 0) {
  console.error('usage: score.ts [--half open|sealed|both] [--scene NAME] [--id ITEM]... [--json FILE]');
  process.exit(2);
}
const planner = createBuiltInPlanner();
const outcomes: Outcome[] = [];
for (const half of asked) {
  // Single items, scenes and a record of answers would unseal the sealed half: they are for the open one.
  const narrowed = values.scene !== undefined || values.id !== undefined;
  if (half === 'sealed' && narrowed) continue;
  const items = readItems(half).filter(
    (item) => (values.scene ?? item.scene) === item.scene && (values.id ?? [item.id]).includes(item.id),
  );
  for (const item of items)
    for (const language of LANGUAGES)
      if (item[language] !== undefined) outcomes.push(await ask(planner, item, half, language));
}
for (const half of asked) {
  const some = outcomes.filter((outcome) => outcome.half === half);
  if (some.length === 0) continue;
  printTotals(half, some);
  if (half === 'open') {
    printTable(some);
    printMisses(some);
  }
}
if (values.json)
  writeFileSync(
    values.json,
    `${outcomes
      .filter((outcome) => outcome.half === 'open')
      .map(({ item, ...outcome }) => JSON.stringify({ id: item.id, ...outcome }))
      .join('\n')}\n`,
  );
