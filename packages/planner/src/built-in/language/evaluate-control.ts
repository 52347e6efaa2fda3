import { type Bilingual, bilingual, type Control, type Interpretation } from '@muster/domain';
import { nameList } from '../../says/names.ts';
import type { BuildContext } from './goal/draft.ts';
import type { ControlVerb } from './lexicon/entry.ts';
import type { Utterance } from './logical-form.ts';
import type { Trouble } from './resolve/problems.ts';
import { idsOf, resolvePhrase } from './resolve/resolve-phrase.ts';

type ControlForm = Extract<Utterance, { kind: 'control' }>;

const SAYS: Readonly<Record<ControlVerb, Bilingual>> = {
  stop: bilingual('Stop', '停止'),
  pause: bilingual('Pause', '暂停'),
  resume: bilingual('Go on', '继续'),
  cancel: bilingual('Cancel', '取消'),
  undo: bilingual('Undo what was done', '撤销已做的'),
  skip: bilingual('Skip the current step', '跳过当前步骤'),
  retry: bilingual('Try the failed step again', '重试失败的步骤'),
  release: bilingual('Release the stop', '解除停止'),
};

/** Control words: whom they are about, and what a cancel does with what was begun. */
export const evaluateControl = (
  form: ControlForm,
  context: BuildContext,
): { interpretation?: Interpretation; troubles: readonly Trouble[] } => {
  let targets: string[] = [];
  if (form.targets) {
    const isEverything = form.targets.parts.every(
      (part) =>
        (part.head.kind === 'pronoun' && part.head.value !== 'person') ||
        (part.head.kind === 'class' &&
          part.head.class === 'robot' &&
          part.modifiers.length === 0 &&
          part.except.length === 0),
    );
    if (!isEverything) {
      const resolved = resolvePhrase(form.targets, context, { kinds: ['robot'] });
      if (resolved.troubles.length > 0) return { troubles: resolved.troubles };
      targets = idsOf(resolved);
      const others = targets.filter((id) => context.model.entities[id]?.kind !== 'robot');
      // "stop the conveyor" is no control of robots: it is a request, or not understood.
      if (others.length > 0) return { troubles: [{ kind: 'not-understood', text: form.targets.text }] };
    }
  }
  const verb = form.putBack && form.verb !== 'cancel' ? 'undo' : form.verb;
  const control: Control = {
    verb,
    targets,
    ...(verb === 'cancel' ? { cancel: form.putBack ? ('return' as const) : ('safe-place' as const) } : {}),
  };
  const whom =
    targets.length > 0
      ? bilingual(` ${nameList(context.model, targets, 'en')}`, nameList(context.model, targets, 'zh'))
      : bilingual('', '');
  const what = SAYS[verb];
  const back =
    control.cancel === 'return'
      ? bilingual(' and put back what was moved', '，并把已搬动的放回原处')
      : bilingual('', '');
  return {
    troubles: [],
    interpretation: {
      kind: 'control',
      control,
      says:
        targets.length > 0
          ? bilingual(`${what.en}:${whom.en}${back.en}.`, `${what.zh}：${whom.zh}${back.zh}。`)
          : bilingual(`${what.en}${back.en}.`, `${what.zh}${back.zh}。`),
    },
  };
};
