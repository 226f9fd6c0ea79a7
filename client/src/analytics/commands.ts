import { IconDownload } from '@tabler/icons-react';
import type { FeatureCommands } from '@/feature/registry';
import { type Label, labelText } from '@/i18n';
import { dateOf, viewerZone } from '@/i18n/formatDates';
import { serverNow } from '@/lib/serverClock';
import { daysAfter, wallClock } from '@/lib/wallClock';

/** The first day of the month that is `months` after that of a day. */
const monthOf = (day: string, months: number) => {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
};

/** The calendar periods that people ask for, as of a day: the first and the last day. */
export function exportPeriods(today: string): { id: string; label: Label; from: string; to: string }[] {
  const month = monthOf(today, 0);
  const intoQuarter = (Number(month.slice(5, 7)) - 1) % 3;
  const quarter = monthOf(month, -intoQuarter);
  const year = `${month.slice(0, 4)}-01-01`;
  const before = (first: string, months: number) => ({ from: monthOf(first, -months), to: daysAfter(first, -1) });
  return [
    { id: 'last-quarter', label: { en: 'Last quarter', pt: 'Último trimestre' }, ...before(quarter, 3) },
    { id: 'this-quarter', label: { en: 'This quarter', pt: 'Este trimestre' }, from: quarter, to: today },
    { id: 'last-month', label: { en: 'Last month', pt: 'Último mês' }, ...before(month, 1) },
    { id: 'this-month', label: { en: 'This month', pt: 'Este mês' }, from: month, to: today },
    { id: 'this-year', label: { en: 'This year', pt: 'Este ano' }, from: year, to: today },
    { id: 'last-year', label: { en: 'Last year', pt: 'Último ano' }, ...before(year, 12) },
  ];
}

const shown = (day: string) => dateOf(`${day}T00:00Z`, 'UTC');

export default {
  verbs: [
    {
      id: 'analytics.export',
      label: { en: 'Export', pt: 'Exportar' },
      words: { en: ['report', 'download'], pt: ['relatório', 'transferir'] },
      icon: IconDownload,
      roles: ['admin'],
      find: async (typed) =>
        exportPeriods(wallClock(serverNow(), viewerZone()).date)
          .filter(({ label }) => isPeriod(label, typed))
          .map(({ id, label, from, to }) => ({
            id,
            label: labelText(label),
            description: `${shown(from)} – ${shown(to)}`,
            to: `/analytics?from=${from}&to=${to}&export=true`,
          })),
    },
  ],
} satisfies FeatureCommands;

/** In either language, whatever else is typed: "export last quarter as pdf". */
function isPeriod(label: Label, typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  return Object.values(label).some((name) => {
    const parts = name.toLowerCase().split(' ');
    return words.slice(0, parts.length).every((word, i) => parts[i]?.startsWith(word));
  });
}
