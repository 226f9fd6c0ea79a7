import { findText, i18n } from '@/i18n';
import { capitalised } from '@/i18n/formatDates';

/** Features outside the product have names that this client does not know: “room_news” becomes “Room news”. */
const spelledOut = (name: string) => capitalised(name.replaceAll('_', ' '), i18n.locale);

/** What a mail is about. */
export const kindText = (kind: string) => findText('system', `kind.${kind}`) ?? spelledOut(kind);

/** What a consumer is called. */
export const consumerText = (name: string) => findText('system', `consumer.${name}`) ?? spelledOut(name);

/** What has happened, for an event in the log. */
export const eventText = (type: string) => spelledOut(type);

/** The server's sentence, which is English, for an error that no program could be prepared for. */
const UNEXPECTED = 'An unexpected error.';

/** Why an event could not be handled. */
export function failureText(error: string, errorType: string): string {
  const sentence =
    findText('system', `failure.${errorType}`) ??
    (error.startsWith(UNEXPECTED) ? findText('system', 'failure.unexpected') : undefined);
  return `${sentence ?? error} (${errorType})`;
}
