import { useQuery } from '@tanstack/react-query';
import type { CustomField } from '@/api/types';
import { organisationQuery } from '@/shell/organisation/organisationQuery';
import { fieldsOf } from '@/ui/customFields/customValues';

/** The fields that the organisation has defined, kept current by events; none until they have been read. */
export const useOwnFields = (of: CustomField['of']): readonly CustomField[] =>
  fieldsOf(of, useQuery(organisationQuery()).data?.custom_fields);
