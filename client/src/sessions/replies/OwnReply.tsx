import { Button, Text, Textarea } from '@mantine/core';
import { IconCheck, IconUserOff } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { Reply, Session } from '@/api/types';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { personName } from '@/i18n/personName';
import classes from './OwnReply.module.css';
import { ReplyLine } from './ReplyLine';
import { useReply } from './useReply';

const MAX_NOTE = 200;
const CHOICES: readonly { reply: Reply; Icon: typeof IconCheck }[] = [
  { reply: 'coming', Icon: IconCheck },
  { reply: 'not_coming', Icon: IconUserOff },
];

/**
 * A trainee says whether they will come, at once and with an optional note, until the session starts. After that, it shows
 * what they have said. `now` is the server's time, in milliseconds since 1970.
 */
export function OwnReply({ session, now }: { session: Session; now: number }) {
  const { t } = useTranslation('sessions');
  const may = usePermissions();
  const { own, set } = useReply(session);
  const title = useId();
  if (!may.takesPart(session) || session.status === 'cancelled') return null;
  const isOpen = may.replyToSession(session, now);
  if (!isOpen && session.status === 'completed' && !own) return null;
  const trainer = personName(session.trainer);
  return (
    <section className={classes.reply} aria-labelledby={title}>
      <div className={classes.head}>
        <h3 id={title} className={classes.title}>
          {t(isOpen && !own ? 'reply.ask' : 'reply.title')}
        </h3>
        {isOpen && own && (
          <Button size="compact-sm" variant="subtle" onClick={() => set(null)}>
            {t('reply.withdraw')}
          </Button>
        )}
      </div>
      {isOpen ? (
        <>
          <div className={classes.choices}>
            {CHOICES.map(({ reply, Icon }) => (
              <Button
                key={reply}
                variant={own?.reply === reply ? 'filled' : 'default'}
                aria-pressed={own?.reply === reply}
                leftSection={<Icon size={18} aria-hidden />}
                onClick={() => own?.reply !== reply && set(reply)}
              >
                {t(`reply.${reply}`)}
              </Button>
            ))}
          </div>
          {own && (
            <Note
              label={t('reply.note', { trainer })}
              note={own.note ?? ''}
              onSend={(note) => set(own.reply, note || null)}
            />
          )}
          <Text size="sm" c="dimmed">
            {t('reply.seen_by', { trainer })}
          </Text>
        </>
      ) : (
        <>
          {own && <ReplyLine reply={own} isOwn />}
          {session.status === 'scheduled' && (
            <Text size="sm" c="dimmed">
              {t(own ? 'reply.closed_replied' : 'reply.closed')}
            </Text>
          )}
        </>
      )}
    </section>
  );
}

interface NoteProps {
  label: string;
  note: string;
  onSend: (note: string) => void;
}

/** What is typed stays if it cannot be sent, and gives way to another note that is stored meanwhile. */
function Note({ label, note, onSend }: NoteProps) {
  const { t } = useTranslation('sessions');
  const [typed, setTyped] = useState({ text: note, over: note });
  const text = typed.over === note ? typed.text : note;
  const isChanged = text.trim() !== note;
  return (
    <form
      className={classes.note}
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) onSend(text.trim());
      }}
    >
      <Textarea
        className={classes.field}
        label={label}
        value={text}
        maxLength={MAX_NOTE}
        autosize
        minRows={1}
        maxRows={5}
        onChange={(event) => setTyped({ text: event.currentTarget.value, over: note })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      {isChanged && (
        <Button type="submit" variant="default">
          {t('reply.send_note')}
        </Button>
      )}
    </form>
  );
}
