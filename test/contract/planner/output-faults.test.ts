import { loadWorld } from '@muster/dispatcher/library';
import { type Situation, unwrap } from '@muster/domain';
import { createLanguageModelPlanner } from '@muster/planner';
import { verifyPlan } from '@muster/verifier';
import { afterEach, describe, expect, test } from 'vitest';
import { ModelEndpoint, type Reply } from '../../support/model-endpoint.ts';
import { sharedLines } from '../../support/shared-data.ts';

type Fault = { readonly id: string; readonly llm_output: string };
const faults = sharedLines<Fault>('safety/llm_output_faults.jsonl');
const model = unwrap(loadWorld('warehouse'));
const situation: Situation = { model, state: model.initial, rules: model.scene.rules, commitments: [] };

let endpoint: ModelEndpoint | undefined;
afterEach(() => endpoint?.close());

/** The recipe of a line as what an endpoint does; what stands in no angle brackets is the text itself. */
const replyOf = ({ llm_output: output }: Fault): Reply => {
  const http = /^HTTP (\d{3})(?: retry-after: (\d+))?/.exec(output);
  if (http) return { status: Number(http[1]), ...(http[2] ? { headers: { 'retry-after': http[2] } } : {}) };
  if (!output.startsWith('<') || output.startsWith('<html')) return { text: output };
  if (output.includes('no bytes')) return { stall: true };
  if (output.includes('per second')) return { text: 'x'.repeat(600), dripMilliseconds: 30 };
  if (output.includes('without end')) return { endless: true };
  if (output.includes('10,000 steps'))
    return {
      text: JSON.stringify({ kind: 'plan', goal: [], steps: Array.from({ length: 10_000 }, () => 'go_to(r1,p1)') }),
    };
  return { text: output };
};

const skip = faults.length === 0 ? ' (skipped: no ../shared/data/safety beside the project)' : '';
describe.skipIf(faults.length === 0)(`what a model can put out${skip}`, () => {
  test.each(faults.map((fault) => [fault.id, fault] as const))(
    '%s plans nothing, says why, and ends',
    async (_, fault) => {
      endpoint = await ModelEndpoint.listen([replyOf(fault)]);
      const planner = createLanguageModelPlanner({
        baseURL: endpoint.url,
        model: 'stub',
        api: 'chat',
        timeoutSeconds: 0.5,
        maxOutputTokens: 500,
        sleep: async () => {},
      });
      // The grammar can make nothing of it: whatever moved would come from the model.
      const response = await planner.respond(
        { utterance: 'Frobnicate the gizmo', conversation: [] },
        situation,
        verifyPlan,
      );
      expect(response.plan).toBeUndefined();
      expect(response.notices.length).toBeGreaterThan(0);
      expect(endpoint.seen.length).toBeLessThanOrEqual(4);
      // With a request that the built-in planner understands the mission goes on without the model.
      const known = await planner.respond(
        { utterance: 'Photograph shelf A1', conversation: [] },
        situation,
        verifyPlan,
      );
      expect(known.planner).toBe('built-in');
      expect(known.plan?.steps.map((step) => step.skill)).toEqual(['photograph']);
    },
  );
});
