import { type KeyboardEvent, useRef } from 'react';
import { useWords } from '../i18n/index.ts';
import { mentionsIn } from '../state/heard.ts';
import { say, setDraft, useDraft } from '../state/session.ts';
import { changeSettings, useSettings } from '../state/settings.ts';
import { useConsole } from '../state/store.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { HoldToTalk } from './hold-to-talk.tsx';
import { Problems } from './problems.tsx';

/** Where people say what should happen. Enter sends, but never while an input method is composing. */
export const Composer = () => {
  const { t } = useWords();
  const draft = useDraft();
  const link = useConsole((state) => state.link);
  const form = useRef<HTMLFormElement>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // 229: browsers that end the composition before they tell of the key.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.current?.requestSubmit();
  };
  return (
    <form
      ref={form}
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void say(draft.text);
      }}
    >
      <label htmlFor="task">{t('task.label')}</label>
      {draft.conversation ? (
        <p className="composer-continues">
          <Icon name="question" size={16} /> {t('task.continues')}{' '}
          <button type="button" className="text-button" onClick={() => setDraft({ conversation: null })}>
            {t('task.newTopic')}
          </button>
        </p>
      ) : null}
      <div className="composer-box">
        <textarea
          id="task"
          rows={2}
          maxLength={2000}
          value={draft.text}
          placeholder={t('task.placeholder')}
          onChange={(event) => setDraft({ text: event.target.value, problems: [] })}
          onKeyDown={onKeyDown}
        />
        <div className="composer-row">
          <HoldToTalk />
          <FavouriteToggle />
          <RepeatLast />
          <Button
            look="primary"
            type="submit"
            icon="send"
            label={t(draft.isSending ? 'task.sending' : draft.isHeard ? 'task.sendHeard' : 'task.send')}
            disabled={draft.isSending || draft.text.trim() === '' || link !== 'live'}
          />
        </div>
      </div>
      {draft.isHeard ? <HeardBack text={draft.text} /> : null}
      <Problems problems={draft.problems} />
    </form>
  );
};

/** What was heard, as large as a glove's width: the sentence can still be changed, and nothing has been planned. */
const HeardBack = ({ text }: { readonly text: string }) => {
  const { t, language } = useWords();
  const world = useConsole((state) => state.world);
  const mentions = world ? mentionsIn(text, world.entities) : [];
  return (
    <section className="heard" role="status" aria-label={t('heard.title')}>
      <p>{t('heard.title')}</p>
      <ul>
        {mentions.map((mention, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same name may be said twice
          <li key={index} className={`is-${mention.kind}`}>
            {mention.kind === 'name' ? (world?.entities[mention.id]?.names[language][0] ?? mention.text) : mention.text}
          </li>
        ))}
      </ul>
      <small>{t(mentions.length === 0 ? 'heard.none' : 'heard.check')}</small>
      <button type="button" className="text-button" onClick={() => setDraft({ text: '', isHeard: false })}>
        {t('heard.discard')}
      </button>
    </section>
  );
};

const FavouriteToggle = () => {
  const { t } = useWords();
  const { text } = useDraft();
  const { favourites } = useSettings();
  const value = text.trim();
  if (value === '') return null;
  const isKept = favourites.includes(value);
  return (
    <Button
      look="quiet"
      bare
      icon="star"
      aria-pressed={isKept}
      label={t(isKept ? 'task.unfavour' : 'task.favour')}
      onClick={() =>
        changeSettings({
          favourites: isKept ? favourites.filter((entry) => entry !== value) : [value, ...favourites].slice(0, 12),
        })
      }
    />
  );
};

const RepeatLast = () => {
  const { t } = useWords();
  const last = useConsole((state) => state.runs.at(-1)?.utterance);
  if (last === undefined) return null;
  return (
    <Button
      look="quiet"
      bare
      icon="repeat"
      label={`${t('task.repeat')}: ${last}`}
      onClick={() => setDraft({ text: last, conversation: null, isHeard: false })}
    />
  );
};

/** Sentences to start from: own favourites first, then the scene's examples. */
export const Suggestions = ({ limit = 7 }: { readonly limit?: number }) => {
  const { t, language } = useWords();
  const { favourites } = useSettings();
  const examples = useConsole((state) => state.site?.examples ?? NONE);
  const pick = (text: string): void => {
    setDraft({ text, conversation: null, isHeard: false, problems: [] });
    document.getElementById('task')?.focus();
  };
  return (
    <>
      {favourites.length > 0 ? (
        <div className="suggestions">
          <h3>{t('task.favourites')}</h3>
          {favourites.map((text) => (
            <button key={text} type="button" className="suggestion" onClick={() => pick(text)}>
              <Icon name="star" size={14} /> {text}
            </button>
          ))}
        </div>
      ) : null}
      <div className="suggestions">
        <h3>{t('task.examples')}</h3>
        {examples.slice(0, limit).map((example) => (
          <button key={example.en} type="button" className="suggestion" onClick={() => pick(example[language])}>
            {example[language]}
          </button>
        ))}
      </div>
    </>
  );
};

const NONE: readonly never[] = [];
