import { useEffect, useRef } from 'react';

/** Calls back when the key goes down anywhere on the page, such as `F9` or `Alt+1`. */
export const useShortcut = (key: string, act: (() => void) | undefined): void => {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      const pressed = `${event.altKey ? 'Alt+' : ''}${event.key}`;
      if (pressed !== key || event.repeat || latest.current === undefined) return;
      // A question is open, and has the keys.
      if (document.querySelector('.ant-modal-wrap:not([style*="display: none"])') !== null) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, [key]);
};
