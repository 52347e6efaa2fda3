import { type Library, ok, type Result } from '@muster/domain';
import { LibraryCollector, libraryFileKind, type SourcedLibrary } from './collect-library.ts';
import { displayPath, listFiles, PROJECT_SCENES, readText } from './read-files.ts';

/**
 * Reads every vocabulary, skill, robot and device file below the folders.
 *
 * @param roots folders in the form of `scenes/`, or flat ones; files are recognised by their names. Default: the project's own.
 * @returns the library, or every problem at file:line:column
 */
export const readLibrary = (roots: readonly string[] = [PROJECT_SCENES]): Result<SourcedLibrary> => {
  const collector = new LibraryCollector();
  const seen = new Set<string>();
  for (const root of roots) {
    const files = listFiles(root);
    if (!files.ok) {
      collector.problems.push(...files.problems);
      continue;
    }
    for (const file of files.value) {
      const kind = libraryFileKind(file);
      if (kind && !seen.has(file)) {
        const text = readText(file);
        if (text.ok) collector.add(text.value, kind, displayPath(file));
        else collector.problems.push(...text.problems);
      }
      seen.add(file);
    }
  }
  return collector.result();
};

/** {@link readLibrary} without the sources. */
export const loadLibrary = (roots?: readonly string[]): Result<Library> => {
  const read = readLibrary(roots);
  return read.ok ? ok(read.value.library) : read;
};
