import { type Bilingual, bilingual, isOfClass } from '@muster/domain';
import { nameOf } from '../../../says/names.ts';
import type { Clause } from '../logical-form.ts';
import type { Trouble } from '../resolve/problems.ts';
import { idsOf, resolvePhrase } from '../resolve/resolve-phrase.ts';
import type { BuildContext, ClauseDraft } from './draft.ts';

/** A speed in a request: above a rule or a robot's own limit it is refused; at or under what holds anyway it is noted. */
export const speedTroubles = (
  clause: Clause,
  draft: ClauseDraft,
  context: BuildContext,
): { troubles: Trouble[]; assumptions: Bilingual[] } => {
  if (!clause.speed) return { troubles: [], assumptions: [] };
  const { model, situation } = context;
  const asked = clause.speed.metresPerSecond;
  const places = new Set(
    draft.propositions
      .flatMap((proposition) => [...proposition.args.flat(), ...proposition.subjects])
      .filter((id) => isOfClass(model, id, 'place')),
  );
  for (const target of [...clause.targets.map((entry) => entry.phrase), ...(clause.through ? [clause.through] : [])])
    for (const id of idsOf(resolvePhrase(target, { ...context, mentions: [] }, { kinds: ['place'] }))) places.add(id);
  for (const rule of situation.rules) {
    if (rule.constraint.kind !== 'speed-limit' || rule.constraint.metresPerSecond >= asked) continue;
    if (!rule.constraint.places.some((id) => places.has(id))) continue;
    return {
      troubles: [
        {
          kind: 'refused',
          code: 'LANGUAGE_SPEED_OVER_LIMIT',
          says: bilingual(`${asked} m/s is over the limit: ${rule.says.en}`, `每秒${asked}米超过限速：${rule.says.zh}`),
          rule: rule.id,
          figures: { asked, limit: rule.constraint.metresPerSecond },
          nearest: bilingual(
            `The same at ${rule.constraint.metresPerSecond} m/s or less.`,
            `以不超过每秒${rule.constraint.metresPerSecond}米的速度执行。`,
          ),
        },
      ],
      assumptions: [],
    };
  }
  const robots = draft.propositions
    .flatMap((proposition) => [...(proposition.by ?? []), ...proposition.subjects])
    .filter((id) => isOfClass(model, id, 'robot'));
  for (const robot of robots) {
    const kind = model.scene.robots.find((entry) => entry.id === robot)?.kind ?? '';
    const mobility = model.library.robots[kind]?.mobility;
    if (mobility && mobility.mode !== 'fixed' && asked > mobility.maxSpeed)
      return {
        troubles: [
          {
            kind: 'refused',
            code: 'LANGUAGE_SPEED_OVER_LIMIT',
            says: bilingual(
              `${nameOf(model, robot, 'en')} does at most ${mobility.maxSpeed} m/s.`,
              `${nameOf(model, robot, 'zh')}最快每秒${mobility.maxSpeed}米。`,
            ),
            figures: { asked, limit: mobility.maxSpeed },
          },
        ],
        assumptions: [],
      };
  }
  return {
    troubles: [],
    assumptions: [
      bilingual(
        `Speeds are kept by rules, not by single requests; to keep to ${asked} m/s always, say so as a rule.`,
        `车速由规则而非单次任务控制；如需一直不超过每秒${asked}米，请作为规则提出。`,
      ),
    ],
  };
};
