import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { queryClient } from './app/session.ts'
import { theme, variables } from './app/theme.ts'
import { startTexts } from './lib/texts.ts'
import { askWho, openAddress, router } from './routes.tsx'
import './app/styles.css'

/** So long nothing is drawn: a page that is there by then is drawn once, and whole; one that is not shows that it is on its way. */
const patienceMs = 400

/** Not awaited at the top: files that import this one would not be run before. */
async function open(root: HTMLElement): Promise<void> {
  askWho()
  await startTexts()
  await Promise.race([openAddress().catch(() => {}), new Promise((over) => setTimeout(over, patienceMs))])
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
void open(root)
