import { Suspense } from 'react'
import { useQuery } from '@tanstack/react-query'
import { api } from '../lib/api.ts'
import { later } from '../lib/texts.ts'

const DelegationOffer = later(['settings'], async () => (await import('./DelegationOffer.tsx')).DelegationOffer)

/** P-2: offers of a Super Admin's role to the reader, above every page until they are answered. */
export function Delegations() {
  const query = useQuery({ ...api.administration.received.queryOptions(), staleTime: 60_000 })
  return (
    <Suspense>
      {query.data?.items.map((offer) => (
        <DelegationOffer key={offer.company.id} offer={offer} />
      ))}
    </Suspense>
  )
}
