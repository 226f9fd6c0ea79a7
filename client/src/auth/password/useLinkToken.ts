import { useEffect, useState } from 'react';

/** The token in a link that was mailed. It does not stay in the address: it would be in the browser's history. */
export function useLinkToken() {
  const [token] = useState(() => location.hash.slice(1));
  useEffect(() => history.replaceState(history.state, '', location.pathname), []);
  return token;
}
