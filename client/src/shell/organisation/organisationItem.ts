import type { Organisation } from '@/api/types';

declare module '@/live/cacheRules' {
  interface Entities {
    organisation: OrganisationItem;
  }
}

/** There is one organisation, which has no id on the wire. */
export interface OrganisationItem extends Organisation {
  id: number;
}

export const ID = 1;

export const asItem = (organisation: Organisation): OrganisationItem => ({ ...organisation, id: ID });
