import { IconAlertTriangle } from '@tabler/icons-react'
import classes from './FormProblem.module.css'

/** What is wrong with a form as a whole, beside its buttons; announced as it comes. */
export function FormProblem({ text }: { text: string | null }) {
  return (
    text && (
      <p className={classes.problem} role="alert">
        <IconAlertTriangle size={17} stroke={1.75} aria-hidden />
        <span>{text}</span>
      </p>
    )
  )
}
