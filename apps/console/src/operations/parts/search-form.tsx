import { SearchOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';

/** A number to look for. `onGo` answers with what is wrong with it, if anything is. */
export const SearchForm = ({
  label,
  placeholder,
  action,
  start,
  hasFocus = false,
  onGo,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly action: string;
  readonly start: string;
  readonly hasFocus?: boolean;
  readonly onGo: (typed: string) => string | undefined;
}) => {
  const [typed, setTyped] = useState(start);
  const [fault, setFault] = useState<string>();
  return (
    <section className="card">
      <form
        className="find"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setFault(onGo(typed.trim()));
        }}
      >
        <Input
          size="large"
          autoFocus={hasFocus}
          allowClear
          aria-label={label}
          aria-invalid={fault !== undefined}
          aria-describedby="search-fault"
          placeholder={placeholder}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <Button type="primary" size="large" htmlType="submit" icon={<SearchOutlined />}>
          {action}
        </Button>
      </form>
      <p id="search-fault" role="alert" className="fault">
        {fault}
      </p>
    </section>
  );
};
