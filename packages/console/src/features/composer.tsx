import { type KeyboardEvent, useRef } from 'react';
import { useWords } from '../i18n/index.ts';
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
            label={draft.isSending ? t('task.sending') : t('task.send')}
            disabled={draft.isSending || draft.text.trim() === '' || link !== 'live'}
          />
        </div>
      </div>
      <Problems problems={draft.problems} />
    </form>
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
      onClick={() => setDraft({ text: last, conversation: null })}
    />
  );
};

/** Sentences to start from: own favourites first, then the scene's examples. */
export const Suggestions = ({ limit = 7 }: { readonly limit?: number }) => {
  const { t, language } = useWords();
  const { favourites } = useSettings();
  const examples = useConsole((state) => state.site?.examples ?? NONE);
  const pick = (text: string): void => {
    setDraft({ text, conversation: null, problems: [] });
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
