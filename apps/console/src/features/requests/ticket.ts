/** The instant at which a ticket (a JWT) expires, unverified and only for display; null when it cannot be read. */
export function ticketEnd(ticket: string): string | null {
  try {
    const payload = ticket.split('.')[1] ?? '';
    const { exp } = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/'))) as { exp?: unknown };
    return typeof exp === 'number' ? new Date(exp * 1000).toISOString() : null;
  } catch {
    return null;
  }
}
