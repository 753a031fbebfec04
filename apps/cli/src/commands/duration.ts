import { InvalidArgumentError } from 'commander';

const SHORT = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/i;

/**
 * A duration as people write it, `1h30m`, or in ISO 8601, which is what goes to the server. Pure.
 * @throws InvalidArgumentError
 */
export function isoDuration(text: string): string {
  if (/^p/i.test(text)) return text.toUpperCase();
  const [, d, h, m, s] = SHORT.exec(text) ?? [];
  if (!(d ?? h ?? m ?? s)) throw new InvalidArgumentError('Write it like 1h30m, or PT1H30M.');
  const days = d ? `${d}D` : '';
  const time = [h && `${h}H`, m && `${m}M`, s && `${s}S`].filter(Boolean).join('');
  return `P${days}${time ? `T${time}` : ''}`;
}
