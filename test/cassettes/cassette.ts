import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AnswerKind,
  type DeviceManifest,
  deviceManifestSchema,
  groundScene,
  type RobotManifest,
  robotManifestSchema,
  type Situation,
  type Skill,
  type Standing,
  sceneSchema,
  skillSchema,
  unwrap,
  vocabularySchema,
} from '@muster/domain';
import type { WantedGoal } from '../yardstick/items.ts';

export type CassetteRequest = {
  readonly id: string;
  readonly scene: string;
  readonly language: 'en' | 'zh' | 'mixed';
  readonly utterance: string;
  /** Kinds of answer that are right. */
  readonly kinds: readonly AnswerKind[];
  readonly goal?: WantedGoal;
  readonly standing?: Omit<Standing, 'id'>;
};

/** One answer, kept under the hash of exactly what was asked. */
export type CassetteAnswer = {
  readonly id: string;
  readonly round: number;
  readonly key: string;
  readonly response: string;
};

const lines = <T>(file: string): T[] => {
  const path = join(import.meta.dirname, file);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
};

export const readRequests = (): CassetteRequest[] => lines('requests.jsonl');
export const readAnswers = (): CassetteAnswer[] => lines('answers.jsonl');

/** Hash of what decides an answer: messages or input, and the schema asked for. */
export const keyOf = (body: Record<string, unknown>): string =>
  createHash('sha256')
    .update(JSON.stringify([body.messages ?? body.input, body.response_format ?? body.text ?? null]))
    .digest('hex')
    .slice(0, 32);

/** The worlds that the answers were given in. */
export const frozenSituations = (): ReadonlyMap<string, Situation> => {
  const frozen = JSON.parse(readFileSync(join(import.meta.dirname, 'worlds.json'), 'utf8')) as Record<
    string,
    unknown[]
  > & {
    readonly scenes: Record<string, unknown>;
  };
  const vocabularies = frozen.vocabularies!.map((entry) => vocabularySchema.parse(entry));
  const skills: Record<string, Skill> = {};
  for (const entry of frozen.skills!.map((value) => skillSchema.parse(value))) skills[entry.id] = entry;
  const robots: Record<string, RobotManifest> = {};
  for (const entry of frozen.robots!.map((value) => robotManifestSchema.parse(value))) robots[entry.kind] = entry;
  const devices: Record<string, DeviceManifest> = {};
  for (const entry of frozen.devices!.map((value) => deviceManifestSchema.parse(value))) devices[entry.kind] = entry;
  const library = {
    vocabulary: {
      version: 1 as const,
      classes: vocabularies.flatMap((entry) => entry.classes),
      predicates: vocabularies.flatMap((entry) => entry.predicates),
      fluents: vocabularies.flatMap((entry) => entry.fluents),
      values: vocabularies.flatMap((entry) => entry.values ?? []),
    },
    skills,
    robots,
    devices,
  };
  return new Map(
    Object.entries(frozen.scenes).map(([name, value]) => {
      const scene = sceneSchema.parse(value);
      const model = unwrap(groundScene(scene, library));
      return [name, { model, state: model.initial, rules: scene.rules, commitments: [] }];
    }),
  );
};

/** The assistant's text in a body of either API, streamed or whole. */
export const textOfBody = (body: string): string => {
  const whole = body.trimStart().startsWith('{') ? [JSON.parse(body) as Record<string, never>] : [];
  const events = body
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)) as Record<string, never>);
  return [...whole, ...events]
    .map((entry: Record<string, unknown>) => {
      const choice = (
        entry.choices as { delta?: { content?: string }; message?: { content?: string } }[] | undefined
      )?.[0];
      return choice?.delta?.content ?? choice?.message?.content ?? '';
    })
    .join('');
};
