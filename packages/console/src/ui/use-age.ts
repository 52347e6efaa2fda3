import { useEffect, useState } from 'react';
import { store } from '../state/store.ts';

/** Whole seconds since the last word from the server, told every second. */
export const useAge = (): number => {
  const [age, setAge] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      const { heardMs } = store.state;
      setAge(heardMs === 0 ? 0 : Math.floor((performance.now() - heardMs) / 1000));
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return age;
};
