import { type Language, useTranslation } from '@/i18n';
import type { Translated } from '@/i18n/types';

const en = {
  date_field: {
    format: 'dd/mm/yyyy',
    wrong: 'Enter a day, month and year, such as {{example}}.',
    missing: 'Enter a date.',
    reversed: 'This is before the first day.',
    open: 'Open calendar',
    choose: 'Choose a day',
    previous: 'Previous month',
    next: 'Next month',
    today: 'Today',
    clear: 'Clear',
  },

  time_field: {
    format: 'hh:mm',
    wrong: 'Enter a time, such as 09:30.',
    open: 'Show times',
    choose: 'Choose a time',
  },

  zone_field: {
    nothing: 'No time zone found. Try a city, a country or an offset such as +1.',
  },

  required: 'Enter a value for “{{label}}”.',
};

const pt: Translated<typeof en> = {
  date_field: {
    format: 'dd/mm/aaaa',
    wrong: 'Indique o dia, o mês e o ano, como {{example}}.',
    missing: 'Indique uma data.',
    reversed: 'É anterior ao primeiro dia.',
    open: 'Abrir calendário',
    choose: 'Escolha um dia',
    previous: 'Mês anterior',
    next: 'Mês seguinte',
    today: 'Hoje',
    clear: 'Limpar',
  },

  time_field: {
    format: 'hh:mm',
    wrong: 'Indique uma hora, como 09:30.',
    open: 'Mostrar horas',
    choose: 'Escolha uma hora',
  },

  zone_field: {
    nothing: 'Nenhum fuso horário encontrado. Experimente uma cidade, um país ou uma diferença como +1.',
  },

  required: 'Indique um valor para “{{label}}”.',
};

const TEXTS: Readonly<Record<Language, typeof en>> = { en, pt };

/** The texts of the date and time fields, and of the organisation's own. They are loaded with the fields, and not by pages that have none. */
export const useFieldTexts = () => TEXTS[useTranslation().language];
