import { Dialog as RadixDialog, Tabs as RadixTabs } from 'radix-ui';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { useWords } from '../i18n/index.ts';
import { Icon, type IconName } from './icons.tsx';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly icon?: IconName;
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  /** Icon only; the label stays as its name. */
  readonly bare?: boolean;
  readonly label: string;
};

export const Button = ({
  icon,
  look = 'plain',
  bare = false,
  label,
  className = '',
  type = 'button',
  ...rest
}: ButtonProps) => (
  <button
    type={type}
    className={`button is-${look} ${bare ? 'is-bare' : ''} ${className}`}
    {...(bare ? { 'aria-label': label, title: label } : {})}
    {...rest}
  >
    {icon ? <Icon name={icon} /> : null}
    {bare ? null : <span>{label}</span>}
  </button>
);

export const Badge = ({
  tone,
  icon,
  children,
}: {
  readonly tone: string;
  readonly icon?: IconName;
  readonly children: ReactNode;
}) => (
  <span className={`badge tone-${tone}`}>
    {icon ? <Icon name={icon} size={14} /> : null}
    {children}
  </span>
);

export const Dialog = ({
  title,
  text,
  isOpen,
  onOpen,
  wide = false,
  children,
}: {
  readonly title: string;
  readonly text?: string;
  readonly isOpen: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) => {
  const { t } = useWords();
  return (
    <RadixDialog.Root open={isOpen} onOpenChange={onOpen}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="dialog-shade" />
        <RadixDialog.Content
          className={`dialog ${wide ? 'is-wide' : ''}`}
          {...(text === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <div className="dialog-head">
            <RadixDialog.Title>{title}</RadixDialog.Title>
            <RadixDialog.Close className="button is-quiet is-bare" aria-label={t('common.close')}>
              <Icon name="cross" />
            </RadixDialog.Close>
          </div>
          {text === undefined ? null : (
            <RadixDialog.Description className="dialog-text">{text}</RadixDialog.Description>
          )}
          {children}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
};

export type TabEntry = {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  readonly count?: number;
  readonly content: ReactNode;
};

export const Tabs = ({
  label,
  entries,
  value,
  onValue,
}: {
  readonly label: string;
  readonly entries: readonly TabEntry[];
  readonly value: string;
  readonly onValue: (id: string) => void;
}) => (
  <RadixTabs.Root className="tabs" value={value} onValueChange={onValue}>
    <RadixTabs.List className="tab-list" aria-label={label}>
      {entries.map((entry) => (
        <RadixTabs.Trigger key={entry.id} value={entry.id} className="tab">
          {entry.icon ? <Icon name={entry.icon} size={16} /> : null}
          <span>{entry.label}</span>
          {entry.count ? <em>{entry.count}</em> : null}
        </RadixTabs.Trigger>
      ))}
    </RadixTabs.List>
    {entries.map((entry) => (
      <RadixTabs.Content key={entry.id} value={entry.id} className="tab-content" tabIndex={-1}>
        {entry.content}
      </RadixTabs.Content>
    ))}
  </RadixTabs.Root>
);

/** One of a few, all visible. */
export const Choice = <T extends string>({
  label,
  value,
  options,
  onValue,
}: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly id: T; readonly label: string; readonly icon?: IconName }[];
  readonly onValue: (id: T) => void;
}) => (
  <fieldset className="choice">
    <legend className="visually-hidden">{label}</legend>
    {options.map((option) => (
      <button key={option.id} type="button" aria-pressed={option.id === value} onClick={() => onValue(option.id)}>
        {option.icon ? <Icon name={option.icon} size={16} /> : null}
        <span>{option.label}</span>
      </button>
    ))}
  </fieldset>
);

export const Field = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
  <label className="field">
    <span>{label}</span>
    {children}
  </label>
);
