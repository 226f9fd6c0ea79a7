import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, dataOf } from '@/api/client';
import type { CustomField } from '@/api/types';
import { fieldsOf } from '@/ui/customFields/customValues';

const FRESH_MS = 60_000;

const definitionsQuery = () =>
  queryOptions({
    queryKey: ['organisation', 'custom_fields'],
    queryFn: async ({ signal }) => (await dataOf(api.GET('/organisation', { signal }))).custom_fields,
    staleTime: FRESH_MS,
  });

/** The fields that the organisation has defined; none until they have been read. */
export const useOwnFields = (of: CustomField['of']): readonly CustomField[] =>
  fieldsOf(of, useQuery(definitionsQuery()).data);
