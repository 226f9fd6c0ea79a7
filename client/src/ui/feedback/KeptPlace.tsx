import { type ReactNode, useEffect, useRef, useState } from 'react';
import { browserStorage } from '@/lib/storage';
import { LinesSkeleton } from './skeletons';

const LINE_GAP = 12;

interface Props {
  /** Under which its height is kept in this browser, such as `home.inbox`. */
  name: string;
  isLoading: boolean;
  /** Of one line of the skeleton, in pixels. */
  lineHeight?: number;
  /** How many lines the skeleton has on the first visit. */
  usualLines?: number;
  children: ReactNode;
}

/** A place for what is loading: as high as it was on the last visit, so that what follows stays where it is. */
export function KeptPlace({ name, isLoading, lineHeight = 52, usualLines = 3, children }: Props) {
  const key = `tms.height.${name}`;
  const place = useRef<HTMLDivElement>(null);
  const [kept] = useState(() => Number(browserStorage.get(key)) || 0);
  useEffect(() => {
    const element = place.current;
    if (isLoading || !element) return undefined;
    const observer = new ResizeObserver(() => browserStorage.set(key, String(element.offsetHeight)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [isLoading, key]);
  const height = kept ? Math.min(lineHeight, kept) : lineHeight;
  const lines = kept ? Math.max(1, Math.floor((kept + LINE_GAP) / (lineHeight + LINE_GAP))) : usualLines;
  return (
    <div ref={place} style={isLoading ? { minHeight: kept } : undefined}>
      {isLoading ? <LinesSkeleton lines={lines} height={height} /> : children}
    </div>
  );
}
