import type { Problem } from '../problem.ts';
import type { WorldModel } from '../world-model.ts';
import { Findings, type LintSources } from './finding.ts';
import { lintClearance } from './lint-clearance.ts';
import { lintGraph } from './lint-graph.ts';
import { lintReferences } from './lint-references.ts';
import { lintRules } from './lint-rules.ts';
import { lintThings } from './lint-things.ts';
import { wordsOf } from './words.ts';

/**
 * Proves that a scene's geometry, graph, things and rules agree with each other and with the library's words.
 *
 * @param sources where the data came from; without them a finding's place is a JSON path
 * @returns every contradiction, codes `LINT_…`; empty when the scene is sound
 */
export const lintScene = (model: WorldModel, sources: LintSources = {}): Problem[] => {
  const findings = new Findings(sources);
  const words = wordsOf(model.library);
  lintReferences(model, findings);
  lintThings(model, words, findings);
  lintRules(model, words, findings);
  lintGraph(model, findings);
  lintClearance(model, findings);
  return findings.problems;
};
