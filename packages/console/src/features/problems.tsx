import type { Problem } from '@muster/domain';
import { useWords } from '../i18n/index.ts';
import { Icon } from '../ui/icons.tsx';

/** Honest negatives: what is wrong, and what to do about it. */
export const Problems = ({ problems }: { readonly problems: readonly Problem[] }) => {
  const { say } = useWords();
  if (problems.length === 0) return null;
  return (
    <ul className="problems" role="alert">
      {problems.slice(0, 6).map((problem) => (
        <li key={`${problem.code}${problem.place ?? ''}${problem.says.en}`}>
          <Icon name="warn" size={16} />
          <div>
            {say(problem.says)}
            {problem.remedy ? <small>{say(problem.remedy)}</small> : null}
            <code>{problem.code}</code>
          </div>
        </li>
      ))}
    </ul>
  );
};
