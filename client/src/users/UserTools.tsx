import { CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { ORDERS, ROLES, type UserSearch } from './search';
import classes from './UserTools.module.css';

const TYPING_MS = 200;

interface Props {
  search: UserSearch;
  onChoose: (choice: UserSearch) => void;
}

/** What is looked for, of which role, and on a phone, where columns have no headings, in which order. */
export function UserTools({ search, onChoose }: Props) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const isAdmin = useMe().role === 'admin';
  const [text, setText] = useTyped(search.q, (q) => onChoose({ q }));
  const roles = ROLES.filter((role) => isAdmin || role !== 'admin');
  return (
    <search className={classes.tools}>
      <TextInput
        className={classes.text}
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        leftSection={<IconSearch size={18} aria-hidden />}
        rightSection={text && <CloseButton aria-label={t('list.clear')} onClick={() => setText('')} />}
        value={text}
        maxLength={100}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <NativeSelect
        aria-label={t('list.role')}
        value={search.role ?? ''}
        onChange={({ currentTarget }) => onChoose({ role: ROLES.find((role) => role === currentTarget.value) })}
        data={[
          { value: '', label: t('list.all_roles') },
          ...roles.map((role) => ({ value: role, label: core(`role.${role}`) })),
        ]}
      />
      <NativeSelect
        className={classes.order}
        aria-label={t('list.order')}
        value={search.order ?? 'name'}
        onChange={({ currentTarget }) => onChoose({ order: ORDERS.find((order) => order === currentTarget.value) })}
        data={ORDERS.map((order) => ({ value: order, label: t(`list.by.${order}`) }))}
      />
    </search>
  );
}

/** What stands in a search field, told to the address when the typing pauses; the address may change it too. */
function useTyped(known: string | undefined, tell: (text: string | undefined) => void) {
  const [text, setText] = useState(known ?? '');
  const told = useRef(known);
  const tellSoon = useDebouncedCallback((typed: string) => {
    const next = typed.trim() || undefined;
    if (next === told.current) return;
    told.current = next;
    tell(next);
  }, TYPING_MS);
  useEffect(() => {
    if (known === told.current) return;
    told.current = known;
    setText(known ?? '');
  }, [known]);
  const type = (typed: string) => {
    setText(typed);
    tellSoon(typed);
  };
  return [text, type] as const;
}
