import type { TraineeProgress } from '@/api/types';

/** The sessions that an attendance rate is about: whoever is excused, or has no mark, is in neither part of it. */
export const ratedOf = ({ present, late, absent }: TraineeProgress['marks']) => present + late + absent;
