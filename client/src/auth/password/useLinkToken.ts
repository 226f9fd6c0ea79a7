import { useEffect, useState } from 'react';

/**
 * The token in a link that was mailed, empty if the page was opened without one. It does not stay in the address: it would
 * be in the browser's history. Another link that is followed in the same tab only changes the fragment.
 */
export function useLinkToken() {
  const [token, setToken] = useState(() => location.hash.slice(1));
  useEffect(() => {
    const take = () => {
      if (location.hash.length < 2) return;
      setToken(location.hash.slice(1));
      history.replaceState(history.state, '', location.pathname);
    };
    take();
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return token;
}
