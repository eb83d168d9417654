-- The server: how it is started, what it is told, what it is asked.

local M = {}

---@class memlens.Options
---@field cmd string[] the program and its arguments
---@field settings table the server's settings, as in editors/README.md
---@field hints boolean inlay hints are turned on in buffers that memlens serves

---@type memlens.Options
M.options = { cmd = { "memlens" }, settings = {}, hints = true }

--- Call it before the first Python file is opened, or not at all.
---@param options? memlens.Options
function M.setup(options)
  M.options = vim.tbl_deep_extend("force", M.options, options or {})
end

--- The client that serves a buffer, if there is one.
---@param buffer? integer 0 or none for the current one
---@return vim.lsp.Client?
function M.client(buffer)
  return vim.lsp.get_clients({ name = "memlens", bufnr = buffer or 0 })[1]
end

-- Neovim 0.10 has functions where 0.11 has methods.
local is_new = vim.fn.has("nvim-0.11") == 1

--- Neovim 0.10 asks for the hints anew but keeps drawing the old ones: they are turned off and on again.
local function refresh(_, _, context)
  for _, buffer in ipairs(vim.lsp.get_buffers_by_client_id(context.client_id)) do
    if vim.lsp.inlay_hint.is_enabled({ bufnr = buffer }) then
      vim.lsp.inlay_hint.enable(false, { bufnr = buffer })
      vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
    end
  end
  return vim.NIL
end

--- Starts the server for a buffer, or attaches the one that runs. Its files need not be saved.
---@param buffer integer
function M.start(buffer)
  if vim.bo[buffer].buftype ~= "" then
    return
  end
  if vim.fn.executable(M.options.cmd[1]) == 0 then
    vim.notify_once(
      ("memlens: cannot run `%s`; install it, or name its path in setup()"):format(M.options.cmd[1]),
      vim.log.levels.WARN
    )
    return
  end
  vim.lsp.start({
    name = "memlens",
    cmd = M.options.cmd,
    root_dir = vim.fs.root(buffer, { "pyproject.toml", ".git" }),
    settings = { memlens = M.options.settings },
    init_options = { pictureRefresh = true },
    handlers = {
      ["workspace/inlayHint/refresh"] = not is_new and refresh or nil,
      -- The server shows what it also answers, for editors that cannot; here the answer is shown.
      ["window/showMessage"] = function()
        return vim.NIL
      end,
      ["memlens/pictureRefresh"] = function()
        require("memlens.picture").refresh()
      end,
    },
    on_attach = function(_, attached)
      if M.options.hints then
        vim.lsp.inlay_hint.enable(true, { bufnr = attached })
      end
    end,
  }, { bufnr = buffer })
end

--- Changes a setting until Neovim ends: `M.set(client, { "hints", "sizes" }, true)`.
---@param client vim.lsp.Client
---@param path string[]
---@param value any
function M.set(client, path, value)
  local settings = client.settings or {}
  client.settings = settings
  local part = settings
  for _, key in ipairs({ "memlens", unpack(path, 1, #path - 1) }) do
    part[key] = part[key] or {}
    part = part[key]
  end
  part[path[#path]] = value
  M.notify(client, "workspace/didChangeConfiguration", { settings = settings })
end

---@param client vim.lsp.Client
---@param path string[]
function M.get(client, path)
  return vim.tbl_get(client.settings or {}, "memlens", unpack(path))
end

function M.notify(client, method, params)
  if is_new then
    return client:notify(method, params)
  end
  return client.notify(method, params)
end

--- Asks the server about the cursor's place in a window. An error is shown; the answer may be nil.
---@param client vim.lsp.Client
---@param window integer
---@param method string
---@param more table added to the parameters
---@param answered fun(result: any)
function M.ask(client, window, method, more, answered)
  local buffer = vim.api.nvim_win_get_buf(window)
  local params = vim.lsp.util.make_position_params(window, client.offset_encoding)
  params = vim.tbl_extend("force", params, more)
  M.request(client, method, params, buffer, answered)
end

---@param client vim.lsp.Client
---@param method string
---@param params table
---@param buffer integer
---@param answered fun(result: any)
function M.request(client, method, params, buffer, answered)
  local function handler(problem, result)
    if problem then
      vim.notify("memlens: " .. (problem.message or vim.inspect(problem)), vim.log.levels.ERROR)
      return
    end
    answered(result)
  end
  if is_new then
    client:request(method, params, handler, buffer)
  else
    client.request(method, params, handler, buffer)
  end
end

--- Stops the server and starts it anew for the buffers it served.
function M.restart()
  local client = M.client()
  if not client then
    M.start(vim.api.nvim_get_current_buf())
    return
  end
  local buffers = vim.lsp.get_buffers_by_client_id(client.id)
  vim.lsp.stop_client(client.id)
  local id = client.id
  local tries = 0
  local function again()
    tries = tries + 1
    if vim.lsp.get_client_by_id(id) and tries < 100 then
      vim.defer_fn(again, 50)
      return
    end
    for _, buffer in ipairs(buffers) do
      if vim.api.nvim_buf_is_loaded(buffer) then
        M.start(buffer)
      end
    end
  end
  vim.defer_fn(again, 50)
end

return M
