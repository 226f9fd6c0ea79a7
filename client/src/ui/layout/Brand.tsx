import { useOrganisation } from '@/i18n/organisation';
import classes from './Brand.module.css';

/** The organisation's logo, or the product's, which `index.html` shows too until the client has loaded. */
export function Brand({ size = 30 }: { size?: number }) {
  const { logo_url } = useOrganisation();
  // A name stands beside it, so that the image needs none.
  if (logo_url) return <img src={logo_url} alt="" height={size} className={classes.logo} />;
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#2f5bd7" />
      <path d="M9 11.5h14M9 16.5h14" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" opacity=".55" />
      <path
        d="m9.5 21.5 3.2 3 6-7"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
