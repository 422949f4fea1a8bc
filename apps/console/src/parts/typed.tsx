import { Input } from 'antd';

/** A field with its name above and what is wrong with it below. */
export const Typed = ({
  id,
  label,
  value,
  fault,
  placeholder,
  onChange,
}: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly fault?: string | undefined;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}) => (
  <div className="field">
    <label htmlFor={id}>{label}</label>
    <Input
      id={id}
      value={value}
      maxLength={60}
      autoComplete="off"
      spellCheck={false}
      {...(placeholder === undefined ? {} : { placeholder })}
      status={fault === undefined ? '' : 'error'}
      aria-invalid={fault !== undefined}
      {...(fault === undefined ? {} : { 'aria-describedby': `${id}-fault` })}
      onChange={({ target }) => onChange(target.value)}
    />
    {fault !== undefined && (
      <span id={`${id}-fault`} className="bad" role="alert">
        {fault}
      </span>
    )}
  </div>
);
