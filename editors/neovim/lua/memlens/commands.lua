-- `:Memlens NAME …`: a table of commands, their arguments and what they do.

local memlens = require("memlens")

local kinds = { "bindings", "parameters", "calls", "attributes", "recursion", "lifetimes", "returns", "sizes" }
-- Off unless the settings say otherwise; the server has the same defaults.
local off = { lifetimes = true, returns = true, sizes = true }

---@param client vim.lsp.Client
---@param path string[]
---@param default boolean
local function toggle(client, path, default)
  local on = memlens.get(client, path)
  if on == nil then
    on = default
  end
  memlens.set(client, path, not on)
  local name = path[#path] == "enable" and "hints" or "hints of " .. path[#path]
  vim.notify(("memlens: %s %s"):format(name, on and "off" or "on"))
end

local M = {}

M.commands = {
  hints = {
    choices = kinds,
    run = function(client, kind)
      if kind then
        toggle(client, { "hints", kind }, not off[kind])
      else
        toggle(client, { "hints", "enable" }, true)
      end
    end,
  },
  model = {
    choices = { "teaching", "cpython" },
    run = function(client, model)
      local old = memlens.get(client, { "model" }) or "teaching"
      model = model or (old == "teaching" and "cpython" or "teaching")
      memlens.set(client, { "model" }, model)
      vim.notify("memlens: model " .. model)
    end,
  },
  picture = {
    choices = { "text", "svg" },
    run = function(client, format)
      local picture = require("memlens.picture")
      if format == "svg" then
        picture.browse(client)
      else
        picture.open(client)
      end
    end,
  },
  why = {
    choices = {},
    run = function(client)
      local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
      local command = {
        command = "memlens.explainRewrite",
        arguments = { params.textDocument.uri, params.position },
      }
      memlens.request(client, "workspace/executeCommand", command, 0, function(answer)
        vim.lsp.util.open_floating_preview({ answer }, "plaintext", { wrap_at = 80, max_width = 80 })
      end)
    end,
  },
  restart = {
    choices = {},
    run = memlens.restart,
    without_client = true,
  },
}

---@param words string[]
function M.run(words)
  local command = M.commands[words[1]]
  if not command then
    vim.notify("memlens: no command `" .. words[1] .. "`", vim.log.levels.ERROR)
    return
  end
  local argument = words[2]
  if argument and not vim.tbl_contains(command.choices, argument) then
    vim.notify(("memlens: `%s` does not take `%s`"):format(words[1], argument), vim.log.levels.ERROR)
    return
  end
  local client = memlens.client()
  if not client and not command.without_client then
    vim.notify("memlens: no server for this buffer", vim.log.levels.WARN)
    return
  end
  command.run(client, argument)
end

---@param line string the command line so far
---@return string[]
function M.complete(line)
  local words = vim.split(vim.trim(line:gsub("^.-Memlens", "", 1)), "%s+", { trimempty = true })
  local choices
  if #words > 1 or (#words == 1 and line:match("%s$")) then
    choices = M.commands[words[1]] and M.commands[words[1]].choices or {}
    table.remove(words, 1)
  else
    choices = vim.tbl_keys(M.commands)
    table.sort(choices)
  end
  local start = line:match("%s$") and "" or words[#words] or ""
  return vim.tbl_filter(function(choice)
    return vim.startswith(choice, start)
  end, choices)
end

return M
