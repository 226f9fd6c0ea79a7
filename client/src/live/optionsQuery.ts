import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '@/api/client';

/** What this installation offers, such as mail. It changes with a restart. */
export const optionsQuery = () =>
  queryOptions({
    queryKey: ['options'] as const,
    queryFn: ({ signal }) => dataOf(api.GET('/auth/options', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Whether mails are sent. Without a mail server each is a file on the server, which must not be called sent. */
export const sendsMailQuery = () => ({
  ...optionsQuery(),
  select: ({ sends_mail }: { sends_mail: boolean }) => sends_mail,
});
