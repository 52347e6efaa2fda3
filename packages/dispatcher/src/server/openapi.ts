import { runResultSchema } from '@muster/domain';
import { z } from 'zod';
import {
  decisionRequestSchema,
  editRequestSchema,
  faultRequestSchema,
  missionControlSchema,
  resetRequestSchema,
  robotControlSchema,
  sceneEditSchema,
  speedRequestSchema,
  stopRequestSchema,
  taskRequestSchema,
} from '../api/index.ts';

const schemaOf = (schema: z.ZodType): unknown => z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });

const post = (summary: string, body: z.ZodType, answer: string): unknown => ({
  post: {
    summary,
    requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } },
    responses: {
      '200': { description: answer },
      '400': { description: 'The body does not fit; problems with place and remedy.' },
      '403': { description: 'Another origin.' },
      '409': { description: 'Not now; problems say why.' },
    },
  },
});

const get = (summary: string): unknown => ({ get: { summary, responses: { '200': { description: 'JSON' } } } });

/** The HTTP API as OpenAPI 3.1, made from the schemas that the server itself parses with. */
export const openApi = (): unknown => ({
  openapi: '3.1.0',
  info: {
    title: 'Muster',
    version: '0.1.0',
    description: 'Say it. Prove it. Run it. Live events: WebSocket at /api/live.',
  },
  paths: {
    '/api/site': get('Scene, robots, planner, speed'),
    '/api/world': get('The grounded scene, to name and draw things'),
    '/api/state': get('Missions, robots, latches, belief'),
    '/api/runs': get('Utterances and what became of them'),
    '/api/runs/{run}/futures/{seed}': get('One future of a rehearsal again, as a recording of the simulator'),
    '/api/events': get('Journal records after ?after=sequence'),
    '/api/charts': get('The state machines that run, as graphs'),
    '/api/speech': get('Recognisers of this server, and why others are off'),
    '/api/transcribe': {
      post: {
        summary: 'A 16 kHz mono WAV (?language=en|zh) to a draft sentence; nothing is planned from it',
        requestBody: { required: true, content: { 'audio/wav': {} } },
        responses: { '200': { description: 'text, engine, language' }, '409': { description: 'No transcript' } },
      },
    },
    '/api/tasks': post('Say what should happen', taskRequestSchema, 'The run: interpretation, plan, verdict, schedule'),
    '/api/runs/{run}/approve': post('Agree to a proved plan', decisionRequestSchema, 'The run'),
    '/api/runs/{run}/reject': post('Turn a plan down', decisionRequestSchema, 'The run'),
    '/api/runs/{run}/edit': post('Change a waiting plan; it is proved again at once', editRequestSchema, 'The run'),
    '/api/missions/{mission}/control': post(
      'Pause, resume, cancel; skip, retry or complete a step; change steps that have not begun',
      missionControlSchema,
      'Nothing',
    ),
    '/api/robots/{robot}/control': post('Take a robot over by hand, or hand it back', robotControlSchema, 'Nothing'),
    '/api/stop': post('Stop request; bypasses everything, is latched', stopRequestSchema, 'Nothing'),
    '/api/reset-stop': post('Lift the latch; never restarts motion', resetRequestSchema, 'Nothing'),
    '/api/faults': post('Simulation only: cause a fault', faultRequestSchema, 'Nothing'),
    '/api/scene/check': post('What the linter says of a changed scene', sceneEditSchema, 'Problems'),
    '/api/scene/save': post('Write a changed scene below .muster/scenes', sceneEditSchema, 'File and problems'),
    '/api/speed': post('Simulation only: factor on the scene clock', speedRequestSchema, 'Nothing'),
  },
  components: { schemas: { RunResult: schemaOf(runResultSchema) } },
});
