import { z } from 'zod';

/** Body of `/v1/notices`: `text/event-stream`, not JSON. */
export const noticeStreamText = z.string().meta({
  examples: [
    'event: request-changed\nid: cmVxdWVzdD0\ndata: {"id":"0199f3b4-91d7-7c3a-b0f5-6f2e8a4d1c55","position":"request=42"}\n\n',
  ],
});
