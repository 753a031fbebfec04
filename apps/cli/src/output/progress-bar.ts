const WIDTH = 30;

/** `[###############...............]  50 %  request-list`; a share that is not known is 0. Pure. */
export function progressBar(share: number, label: string): string {
  const within = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
  const filled = Math.floor(within * WIDTH);
  const percent = String(Math.floor(within * 100)).padStart(3);
  return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${percent} %  ${label}`;
}
