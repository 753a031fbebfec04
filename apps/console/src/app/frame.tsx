import { StrictMode } from 'react';
import type { ReactNode } from 'react';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { readableColours, theme } from './theme.js';

/** Theme and notifications, around everything. @param nonce - the CSP nonce of style elements */
export function Frame({ nonce, children }: { nonce: string; children: ReactNode }) {
  return (
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        cssVariablesResolver={readableColours}
        getStyleNonce={() => nonce}
      >
        <Notifications position="bottom-right" autoClose={8_000} limit={4} />
        {children}
      </MantineProvider>
    </StrictMode>
  );
}
