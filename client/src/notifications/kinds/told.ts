import type { Notification } from '@/api/types';
import { text } from '@/i18n';
import { personName } from '@/i18n/personName';
import type en from '../strings/en';

/** The sentences that name who did it, each with one for when nobody is named. */
type Sentence = keyof typeof en.told;

/** What happened, with who did it if that is known. */
export function told(sentence: Sentence, { actor, subject }: Notification): string {
  // The title of a person is their name.
  const title = subject.type === 'user' ? personName({ name: subject.title }) : subject.title;
  return actor
    ? text('notifications', `told.${sentence}.by`, { title, actor: personName(actor) })
    : text('notifications', `told.${sentence}.plain`, { title });
}
